import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { numberSetting, textSetting } from '../common/env.js';
import { closeGracefully, listen } from '../common/http-server.js';
import { sendJson, sendProblem } from '../common/json-response.js';
import { boundPipelining } from '../common/pipeline.js';
import { readBody } from '../common/read-body.js';
import { refusalOf } from './guard.js';
import { type Injector, isAction } from './injector.js';
import { MAX_SECONDS, parseInject, parseObject } from './request.js';

export interface ControlSettings {
  host: string;
  port: number;
  token: string;
}

const STOP_GRACE_MS = 500;
const REFUSALS = {
  401: 'Send the token: Authorization: Bearer TOKEN.',
  403: 'Only programs on this machine may ask.',
};
const INVALID = `Send {"id", "intensity": "low" | "medium" | "high", "seconds": 1 to ${MAX_SECONDS}}.`;

/**
 * CONTROL_TOKEN, CONTROL_HOST and CONTROL_PORT; undefined without a token: then there is no control port.
 * @throws SettingError
 */
export function controlSettings(
  env: Readonly<Record<string, string | undefined>>,
): ControlSettings | undefined {
  if (!env.CONTROL_TOKEN) return undefined;
  textSetting(env, 'CONTROL_PORT');
  return {
    token: env.CONTROL_TOKEN,
    host: textSetting(env, 'CONTROL_HOST', '127.0.0.1'),
    port: numberSetting(env, 'CONTROL_PORT', { fallback: 0, min: 1, max: 65_535, integer: true }),
  };
}

/**
 * Serves control requests on a port of their own, so that they work even if the program's own port does not. They are
 * neither measured nor logged. GET /list; POST /inject {id, intensity, seconds}, /clear {id?}, /act {action}.
 * @returns a function that stops it
 * @throws ListenError
 */
export async function startControl(
  settings: ControlSettings,
  injector: Injector,
): Promise<() => Promise<void>> {
  const server = createControl(settings, injector);
  await listen(server, settings.host, settings.port);
  server.unref();
  return () => closeGracefully(server, STOP_GRACE_MS);
}

type Handler = (body: string, res: ServerResponse) => Promise<void> | void;

function createControl({ token, host }: ControlSettings, injector: Injector): Server {
  const list = (res: ServerResponse): void =>
    sendJson(res, 200, { faults: injector.list(), known: injector.known });
  const refuse = (res: ServerResponse, status: number, detail: string): void =>
    sendProblem(res, { status, detail });
  const routes: Readonly<Record<string, Handler>> = {
    'GET /list': (_body, res) => list(res),
    async 'POST /inject'(body, res) {
      const request = parseInject(body);
      if (!request) return refuse(res, 400, INVALID);
      if (!injector.known.includes(request.id)) return refuse(res, 404, `This program has no ${request.id}.`);
      sendJson(res, 200, await injector.inject(request.id, request.intensity, request.seconds));
    },
    async 'POST /clear'(body, res) {
      const { id } = parseObject(body);
      if (id !== undefined && typeof id !== 'string') return refuse(res, 400, 'Send {"id"}, or {} for all.');
      await injector.clear(id);
      list(res);
    },
    async 'POST /act'(body, res) {
      const { action } = parseObject(body);
      if (!isAction(action)) return refuse(res, 400, 'Send {"action"}.');
      sendJson(res, 200, { action, ended: await injector.act(action) });
    },
  };
  const answer: RequestListener = (req, res) => {
    const refusal = refusalOf(req, { token, hosts: [host] });
    if (refusal) return refuse(res, refusal, REFUSALS[refusal]);
    const key = `${req.method} ${req.url}`;
    const handler = Object.hasOwn(routes, key) ? routes[key] : undefined;
    if (!handler) return refuse(res, 404, 'There is nothing at this path.');
    void handle(handler, req, res);
  };
  return createServer(boundPipelining(answer));
}

async function handle(handler: Handler, req: IncomingMessage, res: ServerResponse): Promise<void> {
  try {
    await handler(await readBody(req), res);
  } catch (error) {
    if (res.headersSent || res.destroyed) res.destroy();
    else sendProblem(res, { status: 503, detail: error instanceof Error ? error.message : String(error) });
  }
}
