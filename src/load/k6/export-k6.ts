import { UsageError } from '../../errors.js';
import { openHome } from '../../stack/home.js';
import { labPorts } from '../../stack/remembered-ports.js';
import { type LoadWishes, runRequest } from '../request/load-request.js';
import { parseTarget } from '../request/target.js';
import { loadTiers } from '../request/tiers-file.js';
import { operatorManifest } from './operator.js';
import { type K6Options, k6Options, k6Script } from './script.js';

const DEFAULT_PARALLELISM = 4;

export interface K6Wishes extends LoadWishes {
  /** A file of tiers to add to the built-in ones. */
  tiersFile: string | undefined;
  /** The server's URL, as k6 reaches it; if left out, the lab's API. */
  target: string | undefined;
  /** The host of that URL, if it is another machine and the user says that it is theirs. */
  ownHost: string | undefined;
  /** Write the manifests of the k6 operator too. */
  operator: boolean;
  /** Pods that share the users. */
  parallelism: number | undefined;
}

/** The document of `obs-lab export k6 --json`. */
export interface K6Export {
  script: string;
  /** YAML; null without --operator. */
  manifest: string | null;
  options: K6Options;
}

/**
 * A tier as a k6 script, and the manifests that run it in a cluster.
 * @returns with a warning if the pods can't reach the target
 * @throws UsageError for each value that can't be used
 */
export async function exportK6(wishes: K6Wishes): Promise<{ document: K6Export; warning?: string }> {
  const { tier, thresholds } = runRequest(wishes, await loadTiers(wishes.tiersFile));
  const lab = async (): Promise<string> => `http://127.0.0.1:${(await labPorts(openHome())).api}`;
  const { url, path } = parseTarget(wishes.target ?? (await lab()), wishes.ownHost);
  if (path !== undefined) {
    throw new UsageError(`The target can't have a path (${path}): the script's users work on /items.`, {
      code: 'TARGET_INVALID',
      hints: [`Write it like ${url}`],
    });
  }
  const { parallelism = DEFAULT_PARALLELISM } = wishes;
  const pods = wishes.operator ? parallelism : 1;
  const script = k6Script(tier, thresholds, url, pods);
  const options = k6Options(tier, thresholds, pods);
  if (!wishes.operator) return { document: { script, manifest: null, options } };
  const document = {
    script,
    manifest: operatorManifest({ tier: tier.name, script, url, parallelism, thresholds }),
    options,
  };
  if (wishes.target !== undefined) return { document };
  return {
    document,
    warning: `Pods can't reach ${url}: give the API's address in the cluster with --target and --i-own-this-host.`,
  };
}
