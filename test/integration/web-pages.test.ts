import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prometheus as spec } from '../../src/stack/services/prometheus.js';
import { type LabProgram, startLabProgram } from '../helpers/lab-programs.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';

/** What a page that the learner visits can do to the lab through the browser: nothing. */

const PAGE = { origin: 'http://evil.example' };

/** The status of a request; unlike fetch, with any Host. */
async function ask(
  url: string,
  method: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.once('error', reject).end(body);
  });
}

describe.each(['api', 'traffic'] as const)('%s', (name) => {
  const CHANGE = { api: ['POST', '/items'], traffic: ['POST', '/pause'] }[name] as [string, string];
  let program: LabProgram;
  beforeAll(async () => {
    program = await startLabProgram(name, {
      // Nothing listens there: only the guard is asked here.
      DATABASE_URL: 'postgres://nobody:x@127.0.0.1:9/none',
      TARGET_URL: 'http://127.0.0.1:9',
      HOSTS: 'api, shop.internal',
    });
  });
  afterAll(() => program?.stop());

  it.each(['evil.example', 'localhost.evil.example', 'user@127.0.0.1', '10.1.2.3'])(
    'does not answer as %s, whatever is asked',
    async (host) => {
      for (const path of ['/metrics', '/health', '/items', '/nothing']) {
        expect(await ask(`${program.url}${path}`, 'GET', { host }), path).toBe(403);
      }
      expect(await ask(`${program.url}${CHANGE[1]}`, CHANGE[0], { host }, '{}')).toBe(403);
    },
  );

  it.each(['localhost', '127.0.0.1:1', 'API:3030', 'shop.internal'])('answers as %s', async (host) =>
    expect(await ask(`${program.url}/health`, 'GET', { host })).toBe(200),
  );

  it.each<[string, Record<string, string>]>([
    ['another origin', PAGE],
    ['a sandboxed page', { origin: 'null' }],
    ['another site that hides its origin', { 'sec-fetch-site': 'cross-site' }],
    ['a page on another port of this machine', { 'sec-fetch-site': 'same-site' }],
  ])('lets %s change nothing', async (_, headers) =>
    expect(await ask(`${program.url}${CHANGE[1]}`, CHANGE[0], headers, '{"seconds":1}')).toBe(403),
  );

  it('lets programs change something', async () =>
    expect(await ask(`${program.url}${CHANGE[1]}`, CHANGE[0], {}, '{"seconds":1}')).not.toBe(403));
});

describe('Prometheus', () => {
  let prometheus: TestPrometheus;
  beforeAll(async () => {
    const context = { listen: { host: '', port: 0 }, configDir: '', dataDir: '' } as Parameters<
      typeof spec.args
    >[0];
    const web = spec.args(context).filter((flag) => flag.startsWith('--web.') && !flag.includes('listen'));
    prometheus = await startPrometheus({ flags: web });
  });
  afterAll(() => prometheus?.stop());

  it.each(['/-/quit', '/-/reload'])('takes no %s', async (path) => {
    expect(await ask(`${prometheus.url}${path}`, 'POST', PAGE)).toBe(403);
    expect(await ask(`${prometheus.url}/-/ready`, 'GET')).toBe(200);
  });

  it.each(['http://evil.example', 'http://127.0.0.1:3000', 'null'])(
    'lets %s read nothing',
    async (origin) => {
      const { headers } = await fetch(`${prometheus.url}/api/v1/query?query=up`, { headers: { origin } });
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});
