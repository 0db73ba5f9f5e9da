import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHome } from '../../src/stack/home.js';
import { withLock } from '../../src/stack/lock.js';
import { endProcess, findMarked, isAlive, MARK, startIdOf } from '../../src/stack/processes.js';
import { followFile, tailFile } from '../../src/stack/runtimes/local/log-files.js';
import { startProcess } from '../helpers/child.js';
import { until } from '../helpers/wait.js';

let root: string;
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'obs-lab-test-processes-'))));
afterAll(() => rm(root, { recursive: true, force: true }));

describe('a process', () => {
  it('is distinguished from one that ended', async () => {
    const sleeper = startProcess('sleep', ['300']);
    const pid = sleeper.child.pid as number;
    const startId = (await startIdOf(pid)) as string;
    expect(await isAlive({ pid, startId })).toBe(true);
    expect(await isAlive({ pid, startId: `${startId}0` })).toBe(false);
    await endProcess({ pid, startId: 'another' }, 'SIGKILL', 0);
    expect(await isAlive({ pid, startId })).toBe(true);
    await endProcess({ pid, startId }, 'SIGTERM', 10_000);
    expect(await isAlive({ pid, startId })).toBe(false);
    await sleeper.stop();
  });

  it('that ignores SIGTERM is killed after the grace period', async () => {
    const stubborn = startProcess(process.execPath, [
      '-e',
      "process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => {}, 1000)",
    ]);
    const pid = stubborn.child.pid as number;
    await until('it listens for SIGTERM', () => stubborn.output().includes('ready'));
    const startId = (await startIdOf(pid)) as string;
    await endProcess({ pid, startId }, 'SIGTERM', 300);
    expect(await isAlive({ pid, startId })).toBe(false);
    await stubborn.stop();
  });

  it('is found by its mark, and by its own mark only', async () => {
    const marked = startProcess('sleep', ['300'], { env: { PATH: process.env.PATH, [MARK]: 'test-0123' } });
    const other = startProcess('sleep', ['300'], { env: { PATH: process.env.PATH, [MARK]: 'test-01234' } });
    try {
      expect(await findMarked('test-0123')).toEqual([
        expect.objectContaining({ pid: marked.child.pid, command: 'sleep 300' }),
      ]);
    } finally {
      await Promise.all([marked.stop(), other.stop()]);
    }
    expect(await findMarked('test-0123')).toEqual([]);
  });
});

describe('the lock', () => {
  it('lets one in at a time and names the holder', async () => {
    const home = openHome({ OBS_LAB_HOME: join(root, 'locked') });
    await withLock(home, 'up', async () => {
      await expect(withLock(home, 'down', () => Promise.resolve())).rejects.toMatchObject({
        code: 'LOCKED',
        message: expect.stringMatching(new RegExp(`obs-lab up .*\\(pid ${process.pid},`)) as string,
      });
    });
    expect(await withLock(home, 'down', () => Promise.resolve('free again'))).toBe('free again');
  });

  it.each([
    '{"pid":PID,"startId":"before the last boot","command":"up","since":""}',
    '',
    '{}',
    'null',
    '{"pid":"1"}',
    '{"pid":-1,"startId":"x","command":"up","since":""}',
  ])('is taken over if its holder is gone: %j', async (content) => {
    const home = openHome({ OBS_LAB_HOME: join(root, 'stale') });
    await writeFile(home.lockFile, content.replace('PID', String(process.pid)));
    expect(await withLock(home, 'up', () => Promise.resolve('mine'))).toBe('mine');
  });

  it('that can’t be read is neither waited for nor taken over', async () => {
    const home = openHome({ OBS_LAB_HOME: join(root, 'closed') });
    await mkdir(home.lockFile);
    await expect(withLock(home, 'up', () => Promise.resolve())).rejects.toMatchObject({
      code: 'LOCK_UNREADABLE',
    });
    expect(await readdir(home.path)).toEqual(['lock.json']);
  });

  it('goes to exactly one of many that find it stale', async () => {
    const home = openHome({ OBS_LAB_HOME: join(root, 'raced') });
    await writeFile(home.lockFile, '{"pid":1,"startId":"x"}');
    let inside = 0;
    let most = 0;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        withLock(home, 'up', async () => {
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setTimeout(resolve, 20));
          inside--;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
  });
});

describe('a log file', () => {
  it('gives its last lines, however long they are', async () => {
    const file = join(root, 'a.log');
    const lines = Array.from({ length: 500 }, (_, i) => `${i} ${'é'.repeat(300)}`);
    await writeFile(file, `${lines.join('\n')}\n`);
    expect(await tailFile(file, 3)).toEqual(lines.slice(-3));
    expect(await tailFile(file, 1000)).toEqual(lines);
    expect(await tailFile(file, 0)).toEqual([]);
    expect(await tailFile(join(root, 'none.log'), 3)).toEqual([]);
    await writeFile(file, 'one\ntwo without an end');
    expect(await tailFile(file, 1)).toEqual(['two without an end']);
  });

  it('is followed over appends, split lines and truncation', async () => {
    const file = join(root, 'b.log');
    await writeFile(file, 'before\n');
    const seen: string[] = [];
    const abort = new AbortController();
    const following = followFile(file, (line) => seen.push(line), abort.signal);
    // Until it has found the end of the file, appended lines count as old.
    await until('it follows', async () => {
      await appendFile(file, 'begin\n');
      return seen.length > 0;
    });
    seen.length = 0;
    await appendFile(file, 'first\nsec');
    await until('the whole line is seen', () => seen.includes('first'));
    seen.splice(0, seen.indexOf('first'));
    await appendFile(file, 'ond\n');
    await until('the split line is seen', () => seen.length === 2);
    await writeFile(file, 'new\n');
    await until('the new beginning is seen', () => seen.length === 3);
    abort.abort();
    await following;
    expect(seen).toEqual(['first', 'second', 'new']);
    expect(await readFile(file, 'utf8')).toBe('new\n');
  });
});
