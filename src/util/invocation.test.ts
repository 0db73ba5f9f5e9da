import { chmod, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { detectInvocation, pasteable, shellWord, useInvocation } from './invocation.js';

describe('detectInvocation', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'invocation-'));
    await writeFile(join(root, 'run.js'), '');
    await chmod(join(root, 'run.js'), 0o755);
    await writeFile(join(root, 'plain.js'), '');
    await symlink(join(root, 'run.js'), join(root, 'obs-lab'));
  });
  const detect = (script: string, cwd: string, env: NodeJS.ProcessEnv = {}): string =>
    detectInvocation({ script, cwd, env });

  it('npx, in a checkout and in a project that depends on it', () => {
    const env = { npm_command: 'exec', PATH: '/x/node_modules/.bin:/usr/bin' };
    expect(detect('/home/me/.npm/_npx/12/node_modules/.bin/obs-lab', '/x', env)).toBe('npx obs-lab');
    expect(detect('/x/node_modules/.bin/obs-lab', '/x', env)).toBe('npx obs-lab');
  });

  it('a global install, or npm link', () => {
    expect(detect('/usr/local/bin/obs-lab', '/x', { PATH: '/usr/bin:/usr/local/bin' })).toBe('obs-lab');
  });

  it('a link that is not on PATH', () => {
    expect(detect(join(root, 'obs-lab'), root, { PATH: '/usr/bin' })).toBe('./obs-lab');
  });

  it('the script itself, from anywhere', () => {
    const env = { _: './run.js' };
    expect(detect(join(root, 'run.js'), root, env)).toBe('./run.js');
    expect(detect(join(root, 'run.js'), join(root, 'below'), env)).toBe('../run.js');
    expect(detect(join(root, 'run.js'), '/far/away/from/here', env)).toBe(join(root, 'run.js'));
  });

  it('node with the script', () => {
    expect(detect(join(root, 'run.js'), root, { _: '/usr/bin/node' })).toBe('node run.js');
    expect(detect(join(root, 'plain.js'), root)).toBe('node plain.js');
  });

  it('what OBS_LAB_COMMAND says', () => {
    expect(detect(join(root, 'run.js'), root, { OBS_LAB_COMMAND: 'lab' })).toBe('lab');
  });

  it('a path with blanks is quoted', () => {
    expect(shellWord("./it's here/run.js")).toBe(String.raw`'./it'\''s here/run.js'`);
  });
});

describe('pasteable', () => {
  afterEach(() => useInvocation('obs-lab', []));

  it.each([
    ['Start it: obs-lab up', 'Start it: npx obs-lab up'],
    ['`obs-lab down && obs-lab up`', '`npx obs-lab down && npx obs-lab up`'],
    ['obs-lab fault list, obs-lab --help', 'npx obs-lab fault list, npx obs-lab --help'],
    ['npx obs-lab up', 'npx obs-lab up'],
    ['this obs-lab only reads version 1', 'this obs-lab only reads version 1'],
    [
      'obs-lab upgrades itself; /opt/obs-lab up; obs-lab-up',
      'obs-lab upgrades itself; /opt/obs-lab up; obs-lab-up',
    ],
  ])('%s', (text, wanted) => {
    useInvocation('npx obs-lab', ['up', 'down', 'fault:list']);
    expect(pasteable(text)).toBe(wanted);
    expect(pasteable(pasteable(text))).toBe(wanted);
  });
});
