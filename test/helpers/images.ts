import { execFile } from 'node:child_process';
import { createReadStream, existsSync, realpathSync } from 'node:fs';
import { chmod, chown, copyFile, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type Docker from 'dockerode';
import { findAlertmanager } from '../../src/stack/binaries/alertmanager.js';
import { findPostgres } from '../../src/stack/binaries/postgres.js';
import { findPrometheus, promtoolBeside } from '../../src/stack/binaries/prometheus.js';
import { cacheDir } from '../../src/stack/home.js';

const run = promisify(execFile);

/**
 * Images made on the spot from this machine's own programs, for engines that reach no registry. They keep what the
 * official images document: entry point, environment, user, paths.
 * @param names all by default
 * @returns the environment that makes the lab use them
 */
export async function makeImages(
  docker: Docker,
  names: readonly ImageName[] = IMAGE_NAMES,
): Promise<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const name of names) {
    const tag = `obs-lab-test/${name}:local`;
    env[`OBS_LAB_IMAGE_${name.toUpperCase()}`] = tag;
    if (
      await docker
        .getImage(tag)
        .inspect()
        .then(
          () => true,
          () => false,
        )
    ) {
      continue;
    }
    const root = await mkdtemp(join(tmpdir(), 'obs-lab-test-image-'));
    await chmod(root, 0o755); // as in every image; rootless Podman keeps a narrower mode
    try {
      await importRoot(docker, root, tag, await IMAGES[name](root));
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }
  return env;
}

const IMAGES = {
  prometheus: prometheusImage,
  alertmanager: alertmanagerImage,
  postgres: postgresImage,
  node: nodeImage,
};
export type ImageName = keyof typeof IMAGES;
const IMAGE_NAMES = Object.keys(IMAGES) as ImageName[];

async function prometheusImage(root: string): Promise<string[]> {
  const binary = await findPrometheus({ env: process.env, cache: cacheDir() });
  await addProgram(root, binary.path, '/bin/prometheus');
  const promtool = promtoolBeside(binary);
  if (promtool) await addProgram(root, promtool, '/bin/promtool');
  await addUsers(root, 'nobody:x:65534:65534::/home:/bin/false');
  for (const directory of ['prometheus', 'etc/prometheus', 'tmp']) {
    await mkdir(join(root, directory), { recursive: true });
  }
  await chown(join(root, 'prometheus'), 65534, 65534);
  await chmod(join(root, 'tmp'), 0o1777);
  return [
    'USER nobody',
    'WORKDIR /prometheus',
    'VOLUME /prometheus',
    'EXPOSE 9090',
    'ENTRYPOINT ["/bin/prometheus"]',
    'CMD ["--config.file=/etc/prometheus/prometheus.yml","--storage.tsdb.path=/prometheus"]',
  ];
}

async function alertmanagerImage(root: string): Promise<string[]> {
  const binary = await findAlertmanager({ env: process.env, cache: cacheDir() });
  await addProgram(root, binary.path, '/bin/alertmanager');
  // Debian's has its templates in files next to it, and looks for them from the working directory.
  const templates = join(dirname(binary.path), 'usr');
  if (existsSync(templates)) await cp(templates, join(root, 'usr'), { recursive: true });
  await addUsers(root, 'nobody:x:65534:65534::/home:/bin/false');
  for (const directory of ['alertmanager', 'etc/alertmanager', 'tmp']) {
    await mkdir(join(root, directory), { recursive: true });
  }
  await chown(join(root, 'alertmanager'), 65534, 65534);
  return [
    'USER nobody',
    'WORKDIR /',
    'VOLUME /alertmanager',
    'EXPOSE 9093',
    'ENTRYPOINT ["/bin/alertmanager"]',
    'CMD ["--config.file=/etc/alertmanager/alertmanager.yml","--storage.path=/alertmanager"]',
  ];
}

/** Only the parts of docker-library's entry point that the lab uses. */
const POSTGRES_ENTRYPOINT = `#!/bin/sh
set -e
mkdir -p "$PGDATA"
chown -R postgres "$PGDATA"
chmod 700 "$PGDATA"
as_postgres() { su postgres -s /bin/sh -c 'exec "$0" "$@"' -- "$@"; }
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  printf %s "$POSTGRES_PASSWORD" > /tmp/password
  as_postgres initdb -D "$PGDATA" --username="$POSTGRES_USER" --pwfile=/tmp/password --auth-local=trust --auth-host=scram-sha-256
  rm /tmp/password
  echo "CREATE DATABASE $POSTGRES_DB;" | as_postgres postgres --single -D "$PGDATA" postgres
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
fi
exec su postgres -s /bin/sh -c 'exec "$0" "$@"' -- "$@"
`;

async function postgresImage(root: string): Promise<string[]> {
  const { postgres } = await findPostgres({ env: process.env, cache: cacheDir() });
  await cp(dirname(dirname(postgres)), join(root, 'usr/local/pgsql'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  for (const program of ['postgres', 'initdb']) await addLibraries(root, join(dirname(postgres), program));
  await addBusybox(root);
  await addUsers(root, 'postgres:x:70:70::/var/lib/postgresql:/bin/sh');
  for (const directory of ['tmp', 'var/lib/postgresql', 'dev/shm', 'usr/local/bin']) {
    await mkdir(join(root, directory), { recursive: true });
  }
  await chown(join(root, 'var/lib/postgresql'), 70, 70);
  await chmod(join(root, 'tmp'), 0o1777);
  await writeFile(join(root, 'usr/local/bin/docker-entrypoint.sh'), POSTGRES_ENTRYPOINT, { mode: 0o755 });
  return [
    'ENV PATH=/usr/local/pgsql/bin:/usr/local/bin:/bin',
    'ENV PGDATA=/var/lib/postgresql/18/docker',
    'VOLUME /var/lib/postgresql',
    'EXPOSE 5432',
    'ENTRYPOINT ["/usr/local/bin/docker-entrypoint.sh"]',
    'CMD ["postgres"]',
  ];
}

async function nodeImage(root: string): Promise<string[]> {
  await addProgram(root, process.execPath, '/usr/local/bin/node');
  await addUsers(root, 'node:x:1000:1000::/home/node:/bin/sh');
  await mkdir(join(root, 'tmp'), { recursive: true });
  await chmod(join(root, 'tmp'), 0o1777);
  return ['ENV PATH=/usr/local/bin:/bin', 'CMD ["node"]'];
}

async function addProgram(root: string, source: string, target: string): Promise<void> {
  await mkdir(dirname(join(root, target)), { recursive: true });
  await copyFile(realpathSync(source), join(root, target));
  await chmod(join(root, target), 0o755);
  await addLibraries(root, source);
}

/** Copies the shared libraries that ldd names, and the loader, to where the program looks for them. */
async function addLibraries(root: string, program: string): Promise<void> {
  const { stdout } = await run('ldd', [program]).catch(() => ({ stdout: '' })); // static: none
  for (const [, path] of stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)) {
    if (!path || path.includes('/pgsql/') || path.includes('/postgres/')) continue; // come with their program
    await mkdir(dirname(join(root, path)), { recursive: true });
    await copyFile(realpathSync(path), join(root, path));
  }
}

async function addBusybox(root: string): Promise<void> {
  const busybox = ['/bin/busybox', '/usr/bin/busybox'].find(existsSync);
  if (!busybox) throw new Error('no busybox on this machine: install busybox-static');
  await addProgram(root, busybox, '/bin/busybox');
  for (const applet of ['sh', 'su', 'mkdir', 'chown', 'chmod', 'rm', 'cat']) {
    await symlink('busybox', join(root, 'bin', applet));
  }
}

async function addUsers(root: string, line: string): Promise<void> {
  const [name, , , gid] = line.split(':');
  await mkdir(join(root, 'etc'), { recursive: true });
  await writeFile(join(root, 'etc/passwd'), `root:x:0:0::/root:/bin/sh\n${line}\n`);
  await writeFile(join(root, 'etc/group'), `root:x:0:\n${name}:x:${gid}:\n`);
}

async function importRoot(docker: Docker, root: string, tag: string, changes: string[]): Promise<void> {
  const archive = `${root}.tar`;
  try {
    await run('tar', ['-cf', archive, '-C', root, '.']);
    // The tag as part of the name: Podman ignores the parameter `tag`.
    const options = { repo: tag, changes };
    const stream = (await docker.importImage(createReadStream(archive), options)) as NodeJS.ReadableStream;
    let said = '';
    for await (const chunk of stream) said += String(chunk);
    if (said.includes('"error"')) throw new Error(`docker import ${tag}: ${said}`);
  } finally {
    await rm(archive, { force: true });
  }
}
