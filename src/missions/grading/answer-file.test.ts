import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isGrade, readAnswerFile } from './answer-file.js';
import { fetchPage } from './answer-page.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obs-lab answer-'));
  await writeFile(join(folder, 'page.txt'), 'up 1\n');
  await writeFile(join(folder, 'bom.txt'), '\uFEFFup 1\n');
  await writeFile(join(folder, 'large.txt'), 'a'.repeat(1_000_001));
  await writeFile(join(folder, 'latin1.txt'), Buffer.from([0x61, 0xe9, 0x0a]));
  await mkdir(join(folder, 'directory'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The text, or the message of the grade. */
async function read(answer: string, options = {}): Promise<string> {
  const file = await readAnswerFile(answer, options);
  return isGrade(file) ? (file.diagnoses[0]?.message ?? '') : file.text;
}

describe('an answer that is a file', () => {
  test.each<[string, (page: string) => string]>([
    ['by its path', (page) => page],
    ['with blanks around it', (page) => `  ${page} `],
    ['by a relative path', (page) => relative(process.cwd(), page)],
    ['in double quotes', (page) => `"${page}"`],
    ['in single quotes', (page) => `'${page}'`],
    ['in backticks', (page) => `\`${page}\``],
    ['as a file:// address', (page) => pathToFileURL(page).href],
    ['as a quoted file:// address', (page) => `"${pathToFileURL(page).href}"`],
    ['as the text itself', () => 'up 1\n'],
    ['with a byte order mark', (page) => page.replace('page', 'bom')],
  ])('is read %s', async (_, answer) => {
    expect(await read(answer(join(folder, 'page.txt')))).toBe('up 1\n');
  });

  test.each<[string, string, RegExp]>([
    ['nothing', '', /^No file given/],
    ['empty quotes', '""', /^No file given/],
    ['no such file', 'FOLDER/nothing.txt', /there is no such file/],
    ['a directory', 'FOLDER/directory', /it is a directory/],
    ['a pipe that nobody writes into', 'FOLDER/pipe', /not a regular file/],
    ['a device without end', '/dev/zero', /not a regular file/],
    ['an empty device', '/dev/null', /not a regular file/],
    ['a large file', 'FOLDER/large.txt', /the limit is 1 MB/],
    ['a file that is not UTF-8', 'FOLDER/latin1.txt', /UTF-8/],
    ['a path through a file', 'FOLDER/page.txt/x', /not a directory/],
    ['a file of another machine', 'file://elsewhere/page.txt', /not a file on this machine/],
    ['a page, if only a file will do', 'http://127.0.0.1:1/metrics', /is not a path/],
  ])('refuses %s', async (_, answer, message) => {
    expect(await read(answer.replace('FOLDER', folder))).toMatch(message);
  });
});

describe('an answer that is a page', () => {
  let server: Server;
  let base: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/gone') return void response.writeHead(404).end();
      if (request.url === '/moved') return void response.writeHead(302, { location: '/' }).end();
      if (request.url === '/drip') {
        const timer = setInterval(() => response.write('a 1\n'), 20);
        return void response.on('close', () => clearInterval(timer));
      }
      if (request.url === '/endless') {
        const more = (): void => {
          while (!response.destroyed && response.write('a'.repeat(65_536)));
        };
        response.on('drain', more);
        return more();
      }
      if (request.url === '/bomb') {
        return void response
          .writeHead(200, { 'content-encoding': 'gzip' })
          .end(gzipSync('a'.repeat(9_000_000)));
      }
      if (request.url === '/silent') return;
      response.end('up 1\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test('is read', async () => {
    expect(await read(`${base}/metrics`, { alsoUrl: true })).toBe('up 1\n');
  });

  test.each([
    ['another machine', 'http://example.com/metrics', /not on this machine/],
    ['a malformed address', 'http://:x', /not on this machine/],
  ])('refuses %s', async (_, answer, message) => {
    expect(await read(answer, { alsoUrl: true })).toMatch(message);
  });

  test.each([
    ['/gone', { status: 404 }],
    ['/moved', { problem: expect.stringMatching(/redirect/) }],
    ['/drip', { problem: 'it did not finish within 0.2 s' }],
    ['/silent', { problem: 'it did not finish within 0.2 s' }],
    ['/endless', { problem: 'the page is larger than 1 MB' }],
    ['/bomb', { problem: 'the page is larger than 1 MB' }],
  ])('%s ends in time', async (path, expected) => {
    const timeoutMs = path === '/drip' || path === '/silent' ? 200 : 5000;
    expect(await fetchPage(new URL(base + path), { timeoutMs, maxBytes: 1_000_000 })).toEqual(expected);
  });
});
