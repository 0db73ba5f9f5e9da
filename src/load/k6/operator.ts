import { stringify } from 'yaml';
import type { Threshold } from '../request/thresholds.js';
import { isShared } from './script.js';

/** The manifests for the k6 operator (https://github.com/grafana/k6-operator, k6.io/v1alpha1). */
export interface OperatorOptions {
  /** The name of both resources and of the script's file: lower-case words joined by hyphens. */
  tier: string;
  script: string;
  /** The URL as the runners' pods reach it. */
  url: string;
  /** Runners that the users are divided among. */
  parallelism: number;
  /** As for the whole test. */
  thresholds: readonly Threshold[];
}

/**
 * The ConfigMap that holds the script, and the TestRun that runs it.
 * @returns YAML, for kubectl apply
 */
export function operatorManifest({ tier, script, url, parallelism, thresholds }: OperatorOptions): string {
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
  const documents = [configMap, testRun].map((document) => stringify(document, { lineWidth: 0 }));
  return comment(thresholds, parallelism) + documents.join('---\n');
}

/** How the thresholds of the test became those of a pod: the operator evaluates them in each pod. */
function comment(thresholds: readonly Threshold[], parallelism: number): string {
  const divided = thresholds.filter(({ name }) => isShared(name));
  const lines = [
    `The k6 operator evaluates thresholds in each of the ${parallelism} pods, on that pod's requests alone.`,
    'Percentiles and the share of errors have the same limit in every pod.',
    ...divided.map(
      ({ name, operator, limit }) =>
        `Divided among the pods: ${name}${operator}${limit} in total is ${operator}${limit / parallelism} in each.`,
    ),
  ];
  return lines.map((text) => `# ${text}\n`).join('');
}
