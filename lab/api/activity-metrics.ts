import { Counter, Gauge, type Registry } from 'prom-client';
import type { Activity } from './database-activity.js';

/** pg_stat_activity's states and pg_locks' modes: closed sets, so that all series exist while the database answers. */
const STATES = [
  'active',
  'idle',
  'idle in transaction',
  'idle in transaction (aborted)',
  'fastpath function call',
];
const MODES = [
  'accesssharelock',
  'rowsharelock',
  'rowexclusivelock',
  'shareupdateexclusivelock',
  'sharelock',
  'sharerowexclusivelock',
  'exclusivelock',
  'accessexclusivelock',
];
const TABLES = ['items', 'item_recalls'];

/**
 * What the database reports about itself, under postgres_exporter's names. While it does not answer, the families
 * have no samples: zeros would claim that all is quiet.
 * @param datname the database's name
 * @param read undefined if the database does not answer
 */
export function watchActivity(
  registers: Registry[],
  datname: string,
  read: () => Promise<Activity | undefined>,
): void {
  const gauge = (
    name: string,
    help: string,
    labelNames: string[],
    fill: (this: Gauge, activity: Activity) => void,
  ): Gauge =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        const activity = await read();
        this.reset();
        if (activity) fill.call(this, activity);
      },
    });
  const counter = (name: string, help: string, of: (table: Activity['tables'][number]) => number): Counter =>
    new Counter({
      name,
      help,
      labelNames: ['datname', 'relname'],
      registers,
      async collect() {
        const activity = await read();
        this.reset();
        for (const table of activity?.tables ?? []) {
          if (TABLES.includes(table.name)) this.inc({ datname, relname: table.name }, of(table));
        }
      },
    });

  gauge(
    'pg_stat_activity_count',
    'Sessions of the database by state, except the one that reads them. Sessions that wait for a lock have wait_event_type="Lock".',
    ['datname', 'state', 'wait_event_type'],
    function ({ sessions }) {
      for (const state of STATES) this.set({ datname, state }, 0);
      this.set({ datname, state: 'active', wait_event_type: 'Lock' }, 0);
      for (const { state, waitsForLock, count } of sessions) {
        this.inc({ datname, state, ...(waitsForLock && { wait_event_type: 'Lock' }) }, count);
      }
    },
  );
  gauge(
    'pg_stat_activity_max_tx_duration',
    'Age of the oldest open transaction in seconds, by the state of its session.',
    ['datname', 'state'],
    function ({ sessions }) {
      for (const state of STATES) {
        const open = sessions.filter((session) => session.state === state);
        this.set(
          { datname, state },
          Math.max(0, ...open.map(({ transactionSeconds }) => transactionSeconds)),
        );
      }
    },
  );
  gauge(
    'pg_locks_count',
    'Locks that sessions of the database hold or wait for, by mode.',
    ['datname', 'mode'],
    function ({ locks }) {
      for (const mode of MODES) this.set({ datname, mode }, 0);
      for (const { mode, count } of locks) this.set({ datname, mode }, count);
    },
  );
  counter(
    'pg_stat_user_tables_seq_tup_read',
    'Rows read by sequential scans of a table.',
    ({ rowsScanned }) => rowsScanned,
  );
  counter('pg_stat_user_tables_idx_scan', 'Index scans of a table.', ({ indexScans }) => indexScans);
}
