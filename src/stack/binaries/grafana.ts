import { type Binary, type BinarySource, type FetchContext, findBinary } from './binary.js';
import { cacheSource, environmentSource, pathSource, type ProgramFacts, releaseSource } from './sources.js';

const RELEASE = '12.3.2';

const GRAFANA: ProgramFacts = {
  name: 'grafana',
  executables: ['grafana', 'grafana-server'],
  versionArgs: ['--version'],
  versionPattern: /version (\d+\.\d+\.\d+)/i,
  // Older ones have no `grafana server` subcommand, nor the provisioning that the lab writes.
  unsuitable: (version) =>
    Number(version.split('.')[0]) >= 10 ? undefined : `version ${version} is older than 10`,
};

/** Where Grafana may come from. No distribution packages it, so there is no such source. */
export const grafanaSources: readonly BinarySource[] = [
  environmentSource(GRAFANA, 'OBS_LAB_GRAFANA_BIN'),
  pathSource(GRAFANA),
  cacheSource(GRAFANA),
  releaseSource(GRAFANA, {
    version: RELEASE,
    baseUrl: 'https://dl.grafana.com/oss/release',
    mirrorVariable: 'OBS_LAB_GRAFANA_MIRROR',
    sha256Variable: 'OBS_LAB_GRAFANA_SHA256',
    tarball: (platform) => `grafana-${RELEASE}.${platform}.tar.gz`,
    // The checksums that Grafana Labs pins for its own embedded Grafana.
    sha256: {
      'linux-amd64': 'f8675fc07f43f38268bb9132bf4014a26a4f4956f93a697047046ba9268f9d9b',
      'linux-arm64': 'af0d8288b0818c3a1d5b4b2fc9b4c567bf55fcb8e28035d49a8dd54661cc880b',
      'darwin-amd64': '7daa6d40893e91a1f8e2d426580e8402616ffb4fb1ff09af9a1bdd81598dcf06',
      'darwin-arm64': '221b878196b68221fc4540ddef4bc9c4c43e05cd81662b15f4c6200f45b1d2a5',
    },
  }),
];

/** @throws BinaryNotFoundError NO_GRAFANA if no source has it */
export async function findGrafana(context: FetchContext): Promise<Binary> {
  return findBinary('grafana', grafanaSources, context, [
    'The lab works without it. To use one you have: set OBS_LAB_GRAFANA_BIN to a Grafana executable.',
  ]);
}
