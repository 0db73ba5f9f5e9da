import type { AnsweredRow, LostRow } from '../generator/messages.js';
import { countedBetween, type ServerCounters } from './counters.js';

/** Requests of one kind, as each side counted them. */
export interface ReconciliationRow {
  method: string;
  route: string;
  status: string;
  client: number;
  server: number;
}

/** The proof that client and server counted the same requests. */
export interface Reconciliation {
  /** Requests that got an answer. */
  client: number;
  /** Requests that the server counted. */
  server: number;
  /** server − client: the requests that the server counted and the client got no answer to. */
  difference: number;
  /** True if every row is equal, except for requests that the client gave up, which may appear on the server. */
  ok: boolean;
  /** The server restarted in between: what it counted before is gone. */
  counterReset: boolean;
  /** What happened to the requests without an answer. */
  explained: {
    /** The server saw the client go and counted a 499. */
    aborted499: number;
    /** The server answered, but the client had given up. */
    answeredTooLate: number;
    /** The server never counted them: refused, or gone before they were read. */
    neverCounted: number;
  };
  /** The mismatches, in words. */
  problems: string[];
  rows: ReconciliationRow[];
}

export interface ClientCount {
  answered: readonly AnsweredRow[];
  lost: readonly LostRow[];
}

/** Compares, kind by kind, what the client counted with the difference of the server's counters. */
export function reconcile(
  client: ClientCount,
  before: ServerCounters,
  after: ServerCounters,
): Reconciliation {
  const rows = pair(client.answered, countedBetween(before, after));
  const counterReset = before.processStart !== after.processStart;
  const problems: string[] = [];
  if (counterReset) {
    problems.push(
      'The API restarted during the run: its counters started again at 0, and their earlier values are lost.',
    );
  }

  const explained = { aborted499: 0, answeredTooLate: 0, neverCounted: 0 };
  for (const [method, route] of groupsOf(rows, client.lost)) {
    const group = rows.filter((row) => row.method === method && row.route === route);
    // How the server may have counted a lost request; a refused one never got there.
    const lost = client.lost.filter((row) => row.method === method && row.route === route);
    let open = sum(lost.filter((row) => row.errno !== 'ECONNREFUSED'));
    explained.neverCounted += sum(lost) - open;
    for (const { status, client: counted, server } of group) {
      const surplus = server - counted;
      if (surplus < 0 && !counterReset) {
        problems.push(
          `${method} ${route} ${status}: the server counted ${-surplus} fewer than the client got answers to.`,
        );
      }
      const fits = Math.min(Math.max(0, surplus), open);
      open -= fits;
      explained[status === '499' ? 'aborted499' : 'answeredTooLate'] += fits;
      if (surplus > fits) {
        problems.push(
          `${method} ${route} ${status}: the server counted ${surplus - fits} more, which this run did not send.`,
        );
      }
    }
    explained.neverCounted += open;
  }

  const total = (side: 'client' | 'server') => rows.reduce((all, row) => all + row[side], 0);
  const difference = total('server') - total('client');
  const ok = problems.length === 0;
  return {
    client: total('client'),
    server: total('server'),
    difference,
    ok,
    counterReset,
    explained,
    problems,
    rows,
  };
}

function pair(answered: readonly AnsweredRow[], counted: ReadonlyMap<string, number>): ReconciliationRow[] {
  const rows = new Map<string, ReconciliationRow>();
  for (const { method, route, status, count } of answered) {
    rows.set(`${method} ${route} ${status}`, { method, route, status, client: count, server: 0 });
  }
  for (const [key, server] of counted) {
    const [method = '', route = '', status = ''] = key.split(' ');
    rows.set(key, { method, route, status, client: rows.get(key)?.client ?? 0, server });
  }
  return [...rows.entries()].sort(([a], [b]) => a.localeCompare(b)).map(([, row]) => row);
}

function groupsOf(
  rows: readonly ReconciliationRow[],
  lost: readonly LostRow[],
): [method: string, route: string][] {
  const keys = new Set([...rows, ...lost].map(({ method, route }) => `${method} ${route}`));
  return [...keys].map((key) => key.split(' ') as [string, string]);
}

function sum(rows: readonly { count: number }[]): number {
  return rows.reduce((all, row) => all + row.count, 0);
}
