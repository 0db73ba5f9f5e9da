import { UsageError } from '../../errors.js';
import { BLOCKED_PORTS } from '../ports.js';
import { SERVICES, standInFor } from '../services/index.js';
import { PORT_DEFAULTS, type PortName, type Ports, type ServiceName } from '../spec.js';
import type { RuntimeName, StackState } from '../state.js';

/** What the user asked `up` for. */
export interface UpPlan {
  /** Only what --port names. */
  ports: PortWishes;
  without: readonly ServiceName[];
  /** Give a new Prometheus the simulated history. */
  history: boolean;
}

/** A number, a free port if the usual one is taken, or the default again. */
type PortWish = number | 'auto' | 'default';
export type PortWishes = Partial<Record<PortName, PortWish>>;

/**
 * The state that `up` works towards: what is recorded, plus what was asked for if that can still be chosen.
 * A running service can't be moved or left out: that takes a `down`.
 * @param remembered ports that the home was given earlier
 * @throws UsageError STACK_DIFFERS, or if two services would have the same port
 */
export function openPlan(
  plan: UpPlan,
  recorded: StackState | undefined,
  runtime: RuntimeName,
  alive: ReadonlySet<ServiceName>,
  remembered: Partial<Ports> = {},
): StackState {
  const skipped = Object.fromEntries(plan.without.map((name) => [name, 'left out by --without']));
  if (!recorded || alive.size === 0) {
    return {
      version: 1,
      runtime,
      createdAt: new Date().toISOString(),
      ports: distinct({ ...PORT_DEFAULTS, ...remembered, ...recorded?.ports, ...numbersOf(plan.ports) }),
      skipped,
      services: {},
      notices: [],
    };
  }
  const differences = [
    ...Object.entries(numbersOf(plan.ports))
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
        `Restart with the new settings (data is kept): obs-lab down && ${upCommand(plan)}`,
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

/** The wishes that name a number; `auto` keeps what there is until it turns out to be taken. */
function numbersOf(wishes: PortWishes): Partial<Ports> {
  return Object.fromEntries(
    (Object.entries(wishes) as [PortName, PortWish][])
      .filter(([, wish]) => wish !== 'auto')
      .map(([name, wish]) => [name, wish === 'default' ? PORT_DEFAULTS[name] : wish]),
  );
}

/** The command that asks for a plan. */
function upCommand({ ports, without, history }: UpPlan): string {
  return [
    'obs-lab up',
    ...Object.entries(ports).map(([name, wish]) => `--port ${name}=${wish}`),
    ...without.map((name) => `--without ${name}`),
    ...(history ? [] : ['--without history']),
  ].join(' ');
}

/** @throws UsageError if two services have the same port */
function distinct(ports: Ports): Ports {
  const [first, second] = NAMES.filter((name) =>
    NAMES.some((other) => other !== name && ports[other] === ports[name]),
  );
  if (!first || !second) return ports;
  throw new UsageError(`${first} and ${second} would both be on port ${ports[first]}.`, {
    hints: ['Give one of them another port: --port NAME=NUMBER'],
  });
}

const NAMES = Object.keys(PORT_DEFAULTS) as PortName[];

/**
 * Reads `--port` values: NAME=NUMBER, NAME=auto, NAME=default; `auto` and `default` alone are for every service that
 * no other value names.
 * @throws UsageError naming the invalid value and the reason
 */
export function parsePorts(values: readonly string[]): PortWishes {
  const ports: PortWishes = {};
  for (const value of values) {
    const [, name, wish] = /^(?:([a-z]+)=)?(\d+|auto|default)$/.exec(value) ?? [];
    const isNumber = wish !== 'auto' && wish !== 'default';
    if (wish === undefined || (name === undefined ? isNumber : !NAMES.includes(name as PortName))) {
      throw new UsageError(`Invalid value for --port: ${value}`, {
        hints: [
          `Use --port NAME=NUMBER. NAME is one of: ${NAMES.join(', ')}`,
          'Use free ports: --port auto. Use the default again: --port NAME=default',
        ],
      });
    }
    if (name === undefined) {
      for (const each of NAMES) ports[each] ??= wish as PortWish;
      continue;
    }
    const port = isNumber ? Number(wish) : wish;
    if (typeof port === 'number' && (port < 1 || port > 65_535)) {
      throw new UsageError(`Invalid value for --port: ${value}. A port is a number from 1 to 65535.`);
    }
    // PostgreSQL does not speak HTTP.
    if (typeof port === 'number' && name !== 'postgres' && BLOCKED_PORTS.has(port)) {
      throw new UsageError(
        `Invalid value for --port: ${value}. Browsers refuse port ${port}, which belongs to another protocol.`,
        { hints: [`Use another number, or a free port: --port ${name}=auto`] },
      );
    }
    const clash = Object.entries(ports).find(
      ([other, taken]) => other !== name && isNumber && taken === port,
    );
    if (clash) throw new UsageError(`Invalid value for --port: ${value}. ${clash[0]} has the same port.`);
    ports[name as PortName] = port;
  }
  return ports;
}
