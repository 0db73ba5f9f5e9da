import type { Intensity } from '../../../lab/faults/fault.js';
import type { FaultId } from '../../../lab/faults/index.js';
import { seededRandom } from '../../util/random.js';
import { causeDecoys, originDecoys, shuffled } from './decoys.js';
import { ALL_FAULTS, allowsRelease, BLIND_FAULTS, intensitiesOf, PAIRS } from './faults.js';
import { ORIGIN_OF, type OriginId } from './origins.js';
import { REPORTS } from './reports.js';

export const DIFFICULTIES = [1, 2, 3] as const;
export type Difficulty = (typeof DIFFICULTIES)[number];

/** The cause of an incident without a fault, as an option. */
export const NOTHING = 'nothing';
export type CauseId = FaultId | typeof NOTHING;

export interface PlannedFault {
  id: FaultId;
  intensity: Intensity;
}

/** An incident before it happens. The same seed and difficulty always give the same one. */
export interface IncidentPlan {
  seed: number;
  difficulty: Difficulty;
  /** None for a false alarm, two at difficulty 3. They begin at the same time. */
  faults: readonly PlannedFault[];
  /** Seconds from the start of the incident until the faults begin; for a false alarm, until they would. */
  quietSeconds: number;
  /** Seconds from the start until a harmless release: before the faults begin. */
  releaseAfterSeconds: number | undefined;
  page: {
    /** `alert` waits for an alert, and falls back to the report; `report` comes from a person, alert or not. */
    from: 'alert' | 'report';
    /** Seconds from the beginning of the faults: when a report comes, or how long an alert is waited for. */
    afterSeconds: number;
    report: string;
  };
  /** The options for where it comes from, and the right ones among them. */
  origins: { options: readonly OriginId[]; right: readonly OriginId[] };
  causes: { options: readonly CauseId[]; right: readonly CauseId[] };
}

/** How many wrong options there are besides “nothing”. */
const DECOYS: Readonly<Record<Difficulty, number>> = { 1: 3, 2: 4, 3: 6 };

/** Where the page of an alert is waited for, in seconds. */
const ALERT_WAIT = 45;

interface Shape {
  faults: readonly FaultId[];
  release: boolean;
  /** Began well before the page. */
  late: boolean;
}

/** @param seed a whole number */
export function planIncident(seed: number, difficulty: Difficulty): IncidentPlan {
  const random = seededRandom(seed * 3 + difficulty);
  const { faults, release, late } = shapeOf(difficulty, random);
  const quietSeconds = between(release ? 32 : 20, release ? 50 : 40, random);
  const isAlarm = faults.length === 0;
  const voice = isAlarm ? pick(BLIND_FAULTS, random) : pick(faults, random);
  const fromPerson = late || isAlarm || (difficulty > 1 && random() < 0.4);
  // The number of options is the same for no fault, one and two.
  const seeming = isAlarm ? [voice] : faults;
  const pool = difficulty === 3 ? ALL_FAULTS : BLIND_FAULTS;
  const decoys = causeDecoys(seeming, pool, DECOYS[difficulty] + 1 - seeming.length, random);
  const places = [...new Set(seeming.map((id) => ORIGIN_OF[id]))];
  const otherPlaces = originDecoys(places, decoys, DECOYS[difficulty] + 1 - places.length, random);
  return {
    seed,
    difficulty,
    faults: faults.map((id) => ({ id, intensity: pick(intensitiesOf(id), random) })),
    quietSeconds,
    releaseAfterSeconds: release ? quietSeconds - between(14, 18, random) : undefined,
    page: {
      from: fromPerson ? 'report' : 'alert',
      afterSeconds: late ? between(75, 110, random) : fromPerson ? between(20, 30, random) : ALERT_WAIT,
      report: REPORTS[voice],
    },
    origins: {
      right: isAlarm ? ['nowhere'] : places,
      options: [...shuffled([...places, ...otherPlaces], random), 'nowhere'],
    },
    causes: {
      right: isAlarm ? [NOTHING] : faults,
      options: [...shuffled([...seeming, ...decoys], random), NOTHING],
    },
  };
}

function shapeOf(difficulty: Difficulty, random: () => number): Shape {
  const dice = random();
  const one = pick(BLIND_FAULTS, random);
  if (difficulty === 1) return { faults: [one], release: false, late: false };
  const calm = pick(BLIND_FAULTS.filter(allowsRelease), random);
  const pair = pick(PAIRS, random);
  if (difficulty === 2) {
    if (dice < 0.2) return { faults: [], release: random() < 0.6, late: false };
    if (dice < 0.55) return { faults: [calm], release: true, late: false };
    return { faults: [one], release: false, late: dice < 0.85 };
  }
  if (dice < 0.12) return { faults: [], release: true, late: false };
  if (dice < 0.6) return { faults: pair, release: pair.every(allowsRelease) && random() < 0.3, late: false };
  return { faults: [calm], release: true, late: true };
}

/** A whole number from `low` to `high`. */
function between(low: number, high: number, random: () => number): number {
  return low + Math.floor(random() * (high - low + 1));
}

function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)]!;
}
