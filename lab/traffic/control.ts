import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { FOREIGN_HOST, FOREIGN_PAGE, isForeign, isOwnHost, isSafe } from '../common/guard.js';
import { sendJson, sendProblem } from '../common/json-response.js';
import { boundPipelining } from '../common/pipeline.js';
import { readBody } from '../common/read-body.js';
import { createShopPage, SHOP_PAGE_TYPE } from '../shop/exposition.js';
import type { PauseLease } from './lease.js';
import type { TrafficMetrics } from './metrics.js';
import { createPageStore, isOwnNetwork, MAX_PAGE_BYTES, parsePage } from './pages.js';
import { LEASE_SECONDS, parseTarget, type TargetRegistry } from './targets.js';

const MAX_PAUSE_SECONDS = 900;
const TARGET_INVALID = {
  status: 400,
  detail: 'Send {"job": NAME, "port": N}, with a lower-case name that is not one of the lab’s own jobs.',
};

const PAGE_INVALID = { status: 400, detail: 'Send what Alertmanager’s webhook sends, version 4.' };
const FROM_OUTSIDE = { status: 403, detail: 'Only programs of this machine and of the lab may send pages.' };

type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<void> | void;

/**
 * The program's own port: GET /metrics, GET /health, POST /pause with {"seconds": 1..900}, POST /resume.
 * /pause answers once no request is in flight. GET /shop/metrics is the simulated shop, which is never paused.
 * POST and DELETE /targets with {"job", "port"} register a learner's program; Prometheus GETs them.
 * POST /pages is Alertmanager's webhook; GET /pages answers {"pages": […]}, the latest notifications, oldest first.
 */
export function createControlServer(
  lease: PauseLease,
  metrics: TrafficMetrics,
  targets: TargetRegistry,
  /** Names that clients may use for it, in addition to those of loopback. */
  hosts: readonly string[] = [],
): Server {
  const shopPage = createShopPage();
  const pages = createPageStore();
  const routes: Readonly<Record<string, Partial<Record<string, Handler>>>> = {
    '/health': { GET: (_req, res) => sendJson(res, 200, { status: 'ok' }) },
    '/metrics': {
      async GET(_req, res) {
        const page = await metrics.render();
        res.setHeader('Content-Type', metrics.contentType);
        res.end(page);
      },
    },
    '/shop/metrics': {
      GET(_req, res) {
        res.setHeader('Content-Type', SHOP_PAGE_TYPE);
        res.end(shopPage(Date.now() / 1000));
      },
    },
    '/pause': {
      async POST(req, res) {
        const seconds = parsePause(await readBody(req));
        if (seconds === undefined) {
          const detail = `Send {"seconds": N}, N an integer from 1 to ${MAX_PAUSE_SECONDS}.`;
          return sendProblem(res, { status: 400, detail });
        }
        const until = await lease.pause(seconds);
        sendJson(res, 200, until ? { paused: true, until: until.toISOString() } : { paused: false });
      },
    },
    '/resume': {
      POST(_req, res) {
        lease.resume();
        sendJson(res, 200, { paused: false });
      },
    },
    '/pages': {
      GET: (_req, res) => sendJson(res, 200, { pages: pages.list() }),
      async POST(req, res) {
        if (!isOwnNetwork(req.socket.remoteAddress)) return sendProblem(res, FROM_OUTSIDE);
        const page = parsePage(await readBody(req, MAX_PAGE_BYTES), new Date().toISOString());
        if (!page) return sendProblem(res, PAGE_INVALID);
        pages.add(page);
        metrics.pageReceived(page.status);
        sendJson(res, 200, {});
      },
    },
    '/targets': {
      GET: (_req, res) => sendJson(res, 200, targets.groups()),
      async POST(req, res) {
        const target = parseTarget(await readBody(req));
        if (!target) return sendProblem(res, TARGET_INVALID);
        const address = targets.register(target);
        if (address === undefined) {
          return sendProblem(res, { status: 503, detail: 'No more targets can be registered.' });
        }
        sendJson(res, 200, { address, leaseSeconds: LEASE_SECONDS });
      },
      async DELETE(req, res) {
        const target = parseTarget(await readBody(req));
        if (!target) return sendProblem(res, TARGET_INVALID);
        targets.remove(target);
        sendJson(res, 200, {});
      },
    },
  };
  const answer: RequestListener = (req, res) => {
    if (!isOwnHost(req, hosts)) return sendProblem(res, FOREIGN_HOST);
    const [path = '/'] = (req.url ?? '/').split('?');
    const methods = Object.hasOwn(routes, path) ? routes[path] : undefined;
    const handler = methods?.[req.method === 'HEAD' ? 'GET' : (req.method ?? '')];
    if (!methods) return sendProblem(res, { status: 404, detail: 'Nothing exists at this path.' });
    if (!handler) {
      const allow = Object.keys(methods).join(', ');
      return sendProblem(res, {
        status: 405,
        detail: `Allowed methods: ${allow}.`,
        headers: { Allow: allow },
      });
    }
    // It has no pages of its own.
    if (!isSafe(req.method) && isForeign(req.headers, { ownPages: false })) {
      return sendProblem(res, FOREIGN_PAGE);
    }
    void handle(handler, req, res);
  };
  return createServer(boundPipelining(answer));
}

async function handle(handler: Handler, req: IncomingMessage, res: ServerResponse): Promise<void> {
  try {
    await handler(req, res);
  } catch {
    res.destroy(); // the client went away while its request was read
  }
}

/** The seconds of a pause; undefined if the body is not valid. */
export function parsePause(body: string): number | undefined {
  try {
    const { seconds } = JSON.parse(body) as { seconds?: unknown };
    const valid =
      Number.isInteger(seconds) && (seconds as number) >= 1 && (seconds as number) <= MAX_PAUSE_SECONDS;
    return valid ? (seconds as number) : undefined;
  } catch {
    return undefined;
  }
}
