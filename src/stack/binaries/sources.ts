import { constants, existsSync } from 'node:fs';
import { access, readdir, rm } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { execa } from 'execa';
import { EnvironmentError } from '../../errors.js';
import { type Binary, type BinarySource, probeVersion, type ProgramName, PROGRAMS } from './binary.js';
import { download, listedChecksum } from './download.js';
import { installDirectory } from './install.js';

/** What the sources need to know about a program to find it. */
export interface ProgramFacts {
  name: Exclude<ProgramName, 'postgres'>;
  /** Names of the executable, newest first. */
  executables: readonly string[];
  versionArgs: readonly string[];
  /** First group: the version. */
  versionPattern: RegExp;
  /** The reason why a version is not usable, or undefined. */
  unsuitable?: (version: string) => string | undefined;
}

export async function probe(
  program: ProgramFacts,
  path: string,
  source: string,
): Promise<Binary | { reason: string }> {
  const probed = await probeVersion(path, program.versionArgs, program.versionPattern);
  if ('reason' in probed) return probed;
  const unsuitable = program.unsuitable?.(probed.version);
  return unsuitable ? { reason: `${path}: ${unsuitable}` } : { path, version: probed.version, source };
}

/** The user names the executable: use that one, or fail. */
export function environmentSource(program: ProgramFacts, variable: string): BinarySource {
  return {
    name: variable,
    offline: true,
    async find({ env }) {
      const path = env[variable];
      if (!path) return { reason: 'not set' };
      const found = existsSync(path) ? await probe(program, path, variable) : { reason: 'no such file' };
      if ('path' in found) return found;
      throw new EnvironmentError(`Cannot use ${variable}=${path}: ${found.reason}`, {
        code: PROGRAMS[program.name].code,
        hints: [`Correct ${variable}, or unset it to let obs-lab look elsewhere.`],
      });
    },
  };
}

/** The first executable of that name on PATH. */
export function pathSource(program: ProgramFacts): BinarySource {
  return {
    name: 'PATH',
    offline: true,
    async find({ env }) {
      for (const executable of program.executables) {
        for (const dir of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
          const path = join(dir, executable);
          if (await isExecutable(path)) return probe(program, path, 'PATH');
        }
      }
      return { reason: `no ${program.executables.join(' or ')} found` };
    },
  };
}

/** The one that an earlier run unpacked. */
export function cacheSource(program: ProgramFacts): BinarySource {
  return {
    name: 'cache',
    offline: true,
    async find({ cache }) {
      const parent = join(cache, program.name);
      const entries = existsSync(parent)
        ? (await readdir(parent)).filter((entry) => !entry.includes('.tmp-'))
        : [];
      let reason = `nothing in ${parent}`;
      for (const entry of entries.sort().reverse()) {
        const path = executableIn(program, join(parent, entry));
        if (!path) continue;
        const found = await probe(program, path, 'cache');
        if ('path' in found) return found;
        reason = found.reason;
      }
      return { reason };
    },
  };
}

/** An official release: what to fetch, and its checksums. */
export interface Release {
  version: string;
  /** Base URL; the mirror variable replaces it. */
  baseUrl: string;
  mirrorVariable: string;
  /** Overrides the pinned checksum, for mirrors that carry another build. */
  sha256Variable: string;
  /** Path of the tarball below the base URL. */
  tarball: (platform: string) => string;
  /** SHA-256 in hex by platform, such as "linux-amd64". */
  sha256: Readonly<Record<string, string>>;
  /** Path of the release's own list of checksums, for platforms that are not pinned. */
  checksums?: string;
}

/** The project's own release tarball, checked against a pinned checksum. */
export function releaseSource(program: ProgramFacts, release: Release): BinarySource {
  return {
    name: 'release tarball',
    offline: false,
    async find(context) {
      const platform = releasePlatform();
      const base = (context.env[release.mirrorVariable] || release.baseUrl).replace(/\/$/, '');
      const url = `${base}/${release.tarball(platform)}`;
      const pinned = context.env[release.sha256Variable] || release.sha256[platform];
      if (!pinned && !release.checksums) return { reason: `no pinned release for ${platform}` };
      const target = join(context.cache, program.name, `${release.version}-release`);
      await installDirectory(target, async (directory) => {
        const archive = join(directory, 'archive.tar.gz');
        const sha256 =
          pinned || (await listedChecksum(`${base}/${release.checksums}`, basename(url), context));
        const label = `${program.name} ${release.version}`;
        await download(url, archive, {
          sha256,
          env: context.env,
          ...(context.signal && { signal: context.signal }),
          onProgress: (done, total) => context.onProgress?.(label, done, total),
        });
        await execa('tar', ['-xzf', archive, '-C', directory, '--strip-components=1'], {
          ...(context.signal && { cancelSignal: context.signal }),
        });
        await rm(archive);
      });
      const path = executableIn(program, target);
      return path
        ? probe(program, path, 'release tarball')
        : { reason: `${url} contains no ${program.name}` };
    },
  };
}

/** The executable in an unpacked directory: at its top or in bin/. */
export function executableIn(program: ProgramFacts, directory: string): string | undefined {
  return program.executables
    .flatMap((name) => [join(directory, name), join(directory, 'bin', name)])
    .find((path) => existsSync(path));
}

export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** This machine's platform as release files name it: "linux-amd64", "darwin-arm64". */
function releasePlatform(): string {
  return `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
}
