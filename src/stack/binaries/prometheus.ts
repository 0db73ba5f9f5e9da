import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Binary, type BinarySource, type FetchContext, findBinary } from './binary.js';
import { distributionSource } from './distribution.js';
import { cacheSource, environmentSource, pathSource, type ProgramFacts, releaseSource } from './sources.js';

const RELEASE = '3.15.0';

const PROMETHEUS: ProgramFacts = {
  name: 'prometheus',
  executables: ['prometheus'],
  versionArgs: ['--version'],
  versionPattern: /^prometheus, version (\d+\.\d+\.\d+)/m,
  // Older ones lack what the lab uses of the HTTP API and the flags.
  unsuitable: (version) => {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    return major > 2 || (major === 2 && minor >= 40) ? undefined : `version ${version} is older than 2.40`;
  },
};

/** Where Prometheus may come from, in search order. */
export const prometheusSources: readonly BinarySource[] = [
  environmentSource(PROMETHEUS, 'OBS_LAB_PROMETHEUS_BIN'),
  pathSource(PROMETHEUS),
  cacheSource(PROMETHEUS),
  releaseSource(PROMETHEUS, {
    version: RELEASE,
    baseUrl: 'https://github.com/prometheus/prometheus/releases/download',
    mirrorVariable: 'OBS_LAB_PROMETHEUS_MIRROR',
    sha256Variable: 'OBS_LAB_PROMETHEUS_SHA256',
    tarball: (platform) => `v${RELEASE}/prometheus-${RELEASE}.${platform}.tar.gz`,
    // From sha256sums.txt of the release.
    sha256: {
      'linux-amd64': '2a542df32eac02ee17b9d844fb2aa1de00dafa5476579ba8a3ba862e9d572ea0',
      'linux-arm64': 'f1f90ec08e849d494ca66c611470afc50192f0355f1a61c33f2cbde02d067823',
      'darwin-amd64': '2d79e744c2d7e505db936fbc898e05abc74fcb6e437c25befd26e9c9f00aa58b',
      'darwin-arm64': '920df4d17e78b3b0175af144eb318b0c74d1cf7b1d1251b326966f0e81977260',
    },
  }),
  distributionSource(PROMETHEUS, 'prometheus'),
];

/** @throws BinaryNotFoundError NO_PROMETHEUS if no source has it */
export async function findPrometheus(context: FetchContext): Promise<Binary> {
  return findBinary('prometheus', prometheusSources, context, [
    'Install Prometheus with your package manager, or download it from https://prometheus.io/download/',
    'Then set OBS_LAB_PROMETHEUS_BIN to the executable.',
    'Behind a proxy, set HTTPS_PROXY, such as http://proxy:3128; NO_PROXY lists hosts to reach directly.',
    'If you use a mirror, set OBS_LAB_PROMETHEUS_MIRROR to the base URL of its release tarballs.',
  ]);
}

/** Path of the promtool in the same directory as Prometheus; undefined if there is none. */
export function promtoolBeside(prometheus: Pick<Binary, 'path'>): string | undefined {
  const path = join(dirname(prometheus.path), 'promtool');
  return existsSync(path) ? path : undefined;
}
