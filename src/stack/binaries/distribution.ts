import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import type { BinarySource, FetchContext } from './binary.js';
import { installDirectory } from './install.js';
import { withProxyVariables } from './proxy.js';
import { executableIn, isExecutable, probe, type ProgramFacts } from './sources.js';

/** How often the size of what apt-get downloads is looked at. */
const POLL_MS = 250;

/**
 * Makes a program run that expects its package to be installed.
 * @param unpacked the root of the package's files
 * @param directory where its executables are kept
 */
type AdaptPackage = (unpacked: string, directory: string) => Promise<void>;

/**
 * The distribution's own package, downloaded and unpacked without root and without installing it (apt only). Uses the
 * machine's package lists; if they were never fetched, fetches them into a private directory, so that nothing of the
 * system changes.
 */
export function distributionSource(
  program: ProgramFacts,
  packageName: string,
  adapt?: AdaptPackage,
): BinarySource {
  return {
    name: 'distribution package',
    offline: false,
    async find(context) {
      for (const tool of ['apt-get', 'dpkg-deb']) {
        if (!(await onPath(context.env, tool))) {
          return { reason: `no ${tool}: only Debian and its derivatives are supported` };
        }
      }
      const target = join(context.cache, program.name, 'distribution');
      await installDirectory(target, (directory) =>
        unpackPackage({ packageName, program, directory, adapt }, context),
      );
      const path = executableIn(program, target);
      return path
        ? probe(program, path, 'distribution package')
        : { reason: `package ${packageName} contains no ${program.name}` };
    },
  };
}

interface Unpacking {
  packageName: string;
  program: ProgramFacts;
  directory: string;
  adapt: AdaptPackage | undefined;
}

async function unpackPackage(
  { packageName, program, directory, adapt }: Unpacking,
  context: FetchContext,
): Promise<void> {
  // Inside the directory being filled: if we are killed, both are removed together.
  const work = join(directory, 'work');
  await mkdir(work);
  try {
    const archive = await fetchPackage(packageName, work, context);
    await execa('dpkg-deb', ['-x', archive, join(work, 'unpacked')]);
    const bin = join(work, 'unpacked', 'usr', 'bin');
    for (const file of await readdir(bin)) await copyFile(join(bin, file), join(directory, file));
    if (!executableIn(program, directory)) {
      throw new Error(`package ${packageName} contains no ${program.name}`);
    }
    await adapt?.(join(work, 'unpacked'), directory);
  } catch (error) {
    context.signal?.throwIfAborted();
    const stderr = (error as { stderr?: string }).stderr?.trim().split('\n').filter(Boolean).at(-1);
    throw new Error(stderr || (error as Error).message.split('\n')[0], { cause: error });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Downloads the package into the directory, and returns the file's path. */
async function fetchPackage(packageName: string, work: string, context: FetchContext): Promise<string> {
  const label = `package ${packageName}`;
  const apt = async (args: readonly string[]): Promise<string> => {
    const { stdout } = await execa('apt-get', ['--quiet', '--quiet', ...args], {
      cwd: work,
      stdin: 'ignore',
      env: { ...withProxyVariables(context.env), LC_ALL: 'C' },
      extendEnv: false,
      timeout: 300_000,
      ...(context.signal && { cancelSignal: context.signal }),
    });
    return stdout;
  };
  const fetch = async (options: readonly string[]): Promise<void> => {
    context.onProgress?.(label);
    const sizes = await apt([...options, '--print-uris', 'download', packageName]).catch(() => '');
    const total = Number(/^'\S+' \S+ (\d+)/m.exec(sizes)?.[1]) || undefined;
    const measure = async (): Promise<void> =>
      context.onProgress?.(label, await bytesIn(work, (file) => file.endsWith('.deb')), total);
    await watching(measure, apt([...options, 'download', packageName]));
    await measure();
  };
  try {
    await fetch([]);
  } catch {
    context.signal?.throwIfAborted();
    const lists = join(work, 'state/lists');
    await mkdir(join(lists, 'partial'), { recursive: true });
    await mkdir(join(work, 'cache/archives/partial'), { recursive: true });
    const own = isolation(work);
    context.onProgress?.('package lists');
    const measure = async (): Promise<void> => context.onProgress?.('package lists', await bytesIn(lists));
    // If one source of several does not answer, go on: the download below fails if it matters.
    await watching(
      measure,
      apt([...own, 'update']).catch(() => context.signal?.throwIfAborted()),
    );
    await fetch(own);
  }
  const archive = (await readdir(work)).find((file) => file.endsWith('.deb'));
  if (!archive) throw new Error(`apt-get downloaded nothing for ${packageName}`);
  return join(work, archive);
}

/** apt-get's options for package lists and a cache of our own. */
function isolation(work: string): string[] {
  const settings = [
    `Dir::State=${work}/state`,
    `Dir::State::lists=${work}/state/lists`,
    `Dir::Cache=${work}/cache`,
    'Dir::State::status=/var/lib/dpkg/status',
    'APT::Sandbox::User=',
    'Acquire::Languages=none',
    'APT::Update::Post-Invoke::=',
    'APT::Update::Post-Invoke-Success::=',
  ];
  return settings.flatMap((setting) => ['-o', setting]);
}

/** Calls `measure` every quarter of a second while the work is done: apt-get only reports to terminals. */
async function watching(measure: () => Promise<void>, work: Promise<unknown>): Promise<void> {
  const timer = setInterval(() => void measure().catch(() => undefined), POLL_MS);
  try {
    await work;
  } finally {
    clearInterval(timer);
  }
}

/** The bytes of the files in a directory and below. */
async function bytesIn(directory: string, counts: (file: string) => boolean = () => true): Promise<number> {
  const files = (await readdir(directory, { recursive: true })).filter(counts);
  // Files are renamed while apt-get works.
  const sizes = files.map((file) =>
    stat(join(directory, file)).then(
      (found) => (found.isFile() ? found.size : 0),
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function onPath(env: NodeJS.ProcessEnv, tool: string): Promise<boolean> {
  for (const dir of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    if (await isExecutable(join(dir, tool))) return true;
  }
  return false;
}
