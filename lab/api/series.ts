/**
 * The series of the API's HTTP metrics. The labels come from closed sets, never from client input:
 * `route` is the template of the route that answered, `method` one of the standard methods or OTHER.
 * All label sets that a client can cause are listed here and exist, at zero, from the first scrape.
 */

/** The `route` of requests without an operation: an unknown path, or a method that the path doesn't support. */
export const UNMATCHED = 'unmatched';

/** The `status` of requests whose client went away before the whole response was handed to the system. */
export const CLIENT_CLOSED = 499;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'OTHER'] as const;
export type Method = (typeof METHODS)[number];

const KNOWN_METHODS: ReadonlySet<string> = new Set(METHODS);

/** Standard methods as they are; everything else (TRACE, PROPFIND …) is OTHER. */
export function normaliseMethod(method: string | undefined): Method {
  return method !== undefined && KNOWN_METHODS.has(method) ? (method as Method) : 'OTHER';
}

export interface RequestLabels {
  method: Method;
  route: string;
  status: number;
}

const FAILURES = [CLIENT_CLOSED, 500, 503];
const BODY_ERRORS = [400, 413, 415, 422];

/** Route → method → the statuses that the operation answers with. HEAD has the same statuses as GET. */
const OPERATIONS: Readonly<Record<string, Partial<Record<Method, readonly number[]>>>> = {
  '/items': { GET: [200, 422, ...FAILURES], POST: [201, ...BODY_ERRORS, ...FAILURES] },
  '/items/:id': {
    GET: [200, 400, 404, ...FAILURES],
    PUT: [200, 404, ...BODY_ERRORS, ...FAILURES],
    DELETE: [204, 400, 404, ...FAILURES],
  },
  '/health': { GET: [200] },
  '/ready': { GET: [200, CLIENT_CLOSED, 503] },
  '/metrics': { GET: [200, CLIENT_CLOSED] },
};

/** 400 is a path that can't be decoded, 405 a method that the path doesn't support. */
const UNMATCHED_STATUSES = [400, 404, 405];

/** The label sets that exist from the start. About 80: each is a histogram, and all are rendered at each scrape. */
export function initialLabels(): RequestLabels[] {
  const labels: RequestLabels[] = [];
  const add = (method: Method, route: string, statuses: readonly number[]): void =>
    void labels.push(...statuses.map((status) => ({ method, route, status })));
  for (const [route, operations] of Object.entries(OPERATIONS)) {
    for (const [method, statuses] of Object.entries(operations)) {
      add(method as Method, route, statuses);
      if (method === 'GET') add('HEAD', route, statuses);
    }
  }
  for (const method of METHODS) add(method, UNMATCHED, UNMATCHED_STATUSES);
  return labels;
}
