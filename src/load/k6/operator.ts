import { stringify } from 'yaml';

/** The manifests for the k6 operator (https://github.com/grafana/k6-operator, k6.io/v1alpha1). */
export interface OperatorOptions {
  /** The name of both resources and of the script's file: lower-case words joined by hyphens. */
  tier: string;
  script: string;
  /** The URL as the runners' pods reach it. */
  url: string;
  /** Runners that the users are divided among. */
  parallelism: number;
}

/**
 * The ConfigMap that holds the script, and the TestRun that runs it.
 * @returns YAML, for kubectl apply
 */
export function operatorManifest({ tier, script, url, parallelism }: OperatorOptions): string {
  const name = `obs-lab-${tier}`;
  const file = `${tier}.js`;
  const configMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data: { [file]: script },
  };
  const testRun = {
    apiVersion: 'k6.io/v1alpha1',
    kind: 'TestRun',
    metadata: { name },
    spec: {
      parallelism,
      script: { configMap: { name, file } },
      runner: { env: [{ name: 'OBS_LAB_TARGET', value: url }] },
    },
  };
  return [configMap, testRun].map((document) => stringify(document, { lineWidth: 0 })).join('---\n');
}
