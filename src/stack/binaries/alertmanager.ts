import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Binary, type BinarySource, type FetchContext, findBinary } from './binary.js';
import { relocateTemplates } from './debian-alertmanager.js';
import { distributionSource } from './distribution.js';
import { cacheSource, environmentSource, pathSource, type ProgramFacts, releaseSource } from './sources.js';

const RELEASE = '0.28.1';

const ALERTMANAGER: ProgramFacts = {
  name: 'alertmanager',
  executables: ['alertmanager', 'prometheus-alertmanager'],
  versionArgs: ['--version'],
  versionPattern: /^alertmanager, version (\d+\.\d+\.\d+)/m,
  // Older ones lack the matchers that the lab's configuration uses.
  unsuitable: (version) => {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    return major > 0 || minor >= 22 ? undefined : `version ${version} is older than 0.22`;
  },
};

/** Where Alertmanager may come from, in search order. */
export const alertmanagerSources: readonly BinarySource[] = [
  environmentSource(ALERTMANAGER, 'OBS_LAB_ALERTMANAGER_BIN'),
  pathSource(ALERTMANAGER),
  cacheSource(ALERTMANAGER),
  releaseSource(ALERTMANAGER, {
    version: RELEASE,
    baseUrl: 'https://github.com/prometheus/alertmanager/releases/download',
    mirrorVariable: 'OBS_LAB_ALERTMANAGER_MIRROR',
    sha256Variable: 'OBS_LAB_ALERTMANAGER_SHA256',
    tarball: (platform) => `v${RELEASE}/alertmanager-${RELEASE}.${platform}.tar.gz`,
    // As OpenStack Kolla and Boxcutter pin them, independently of each other.
    sha256: {
      'linux-amd64': '5ac7ab5e4b8ee5ce4d8fb0988f9cb275efcc3f181b4b408179fafee121693311',
      'linux-arm64': 'd8832540e5b9f613d2fd759e31d603173b9c61cc7bb5e3bc7ae2f12038b1ce4f',
    },
    // No two sources pin the builds for macOS: those are checked against the release's own list.
    checksums: `v${RELEASE}/sha256sums.txt`,
  }),
  distributionSource(ALERTMANAGER, 'prometheus-alertmanager', relocateTemplates),
];

/** @throws BinaryNotFoundError NO_ALERTMANAGER if no source has it */
export async function findAlertmanager(context: FetchContext): Promise<Binary> {
  return findBinary('alertmanager', alertmanagerSources, context, [
    'The lab works without it. To use one you have: set OBS_LAB_ALERTMANAGER_BIN to an Alertmanager executable.',
    'If you use a mirror, set OBS_LAB_ALERTMANAGER_MIRROR to the base URL of its release tarballs.',
  ]);
}

/** Path of the amtool in the same directory as Alertmanager; undefined if there is none. */
export function amtoolBeside(alertmanager: Pick<Binary, 'path'>): string | undefined {
  const path = join(dirname(alertmanager.path), 'amtool');
  return existsSync(path) ? path : undefined;
}
