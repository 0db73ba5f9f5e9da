import { UsageError } from '../../errors.js';
import { SERVICES, standInFor } from '../services/index.js';
import { PORT_DEFAULTS, type PortName, type Ports, type ServiceName } from '../spec.js';
import type { RuntimeName, StackState } from '../state.js';

/** What the user asked `up` for. */
export interface UpPlan {
  /** Only the ports named by --port. */
  ports: Partial<Ports>;
  without: readonly ServiceName[];
  /** Give a new Prometheus the simulated history. */
  history: boolean;
}

/**
 * The state that `up` works towards: what is recorded, plus what was asked for if that can still be chosen.
 * A running service can't be moved or left out: that takes a `down`.
 * @throws UsageError STACK_DIFFERS
 */
export function openPlan(
  plan: UpPlan,
  recorded: StackState | undefined,
  runtime: RuntimeName,
  alive: ReadonlySet<ServiceName>,
): StackState {
  const skipped = Object.fromEntries(plan.without.map((name) => [name, 'left out by --without']));
  if (!recorded || alive.size === 0) {
    return {
      version: 1,
      runtime,
      createdAt: new Date().toISOString(),
      ports: { ...PORT_DEFAULTS, ...recorded?.ports, ...plan.ports },
      skipped,
      services: {},
      notices: [],
    };
  }
  const differences = [
    ...Object.entries(plan.ports)
      .filter(([name, port]) => recorded.ports[name as PortName] !== port)
      .map(([name]) => `${name} is on port ${recorded.ports[name as PortName]}`),
    ...plan.without
      .flatMap((name) => [name, standInFor(name)?.name ?? name])
      .filter((name, i, names) => alive.has(name) && names.indexOf(name) === i)
      .map((name) => `it includes ${SERVICES[name].title}`),
  ];
  if (differences.length > 0) {
    throw new UsageError(`The lab is already running with different settings: ${differences.join('; ')}.`, {
      code: 'STACK_DIFFERS',
      hints: [
        'Keep the running lab: obs-lab up',
        'Restart with the new settings (data is kept): obs-lab down && obs-lab up …',
      ],
    });
  }
  const services = Object.fromEntries(
    Object.entries(recorded.services).filter(([name]) => alive.has(name as ServiceName)),
  );
  const standIns = recorded.standIns?.filter(
    (name) => !plan.without.includes(SERVICES[name].insteadOf as ServiceName),
  );
  return {
    ...recorded,
    skipped: { ...recorded.skipped, ...skipped },
    ...(standIns && { standIns }),
    services,
  };
}

/**
 * Reads `--port NAME=NUMBER` values.
 * @throws UsageError naming the invalid value and the reason
 */
export function parsePorts(values: readonly string[]): Partial<Ports> {
  const ports: Partial<Ports> = {};
  for (const value of values) {
    const [, name, number] = /^([a-z]+)=(\d+)$/.exec(value) ?? [];
    const known = Object.keys(PORT_DEFAULTS);
    if (name === undefined || number === undefined || !known.includes(name)) {
      throw new UsageError(`Invalid value for --port: ${value}`, {
        hints: [`Use --port NAME=NUMBER. NAME is one of: ${known.join(', ')}`],
      });
    }
    const port = Number(number);
    if (port < 1 || port > 65_535) {
      throw new UsageError(`Invalid value for --port: ${value}. A port is a number from 1 to 65535.`);
    }
    const clash = Object.entries(ports).find(([, taken]) => taken === port);
    if (clash) throw new UsageError(`Invalid value for --port: ${value}. ${clash[0]} has the same port.`);
    ports[name as PortName] = port;
  }
  const all: Ports = { ...PORT_DEFAULTS, ...ports };
  const [first, second] = Object.keys(all).filter((name, _, names) =>
    names.some((other) => other !== name && all[other as PortName] === all[name as PortName]),
  );
  if (first && second) {
    throw new UsageError(`${first} and ${second} would both be on port ${all[first as PortName]}.`, {
      hints: ['Give one of them another port: --port NAME=NUMBER'],
    });
  }
  return ports;
}
