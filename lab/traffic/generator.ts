import { type ListedItem, OwnItems } from './own-items.js';
import { backoffMs, gapMs, rateAt } from './pace.js';
import { type Plan, planNext } from './plan.js';
import type { Random } from './random.js';
import type { Outcome, Send } from './send.js';

export interface GeneratorOptions {
  /** Mean requests per second. */
  rate: number;
  random: Random;
  send: Send;
  onOutcome: (plan: Plan, outcome: Outcome) => void;
  /** Decides whether a due request is sent; all are if left out. */
  pass?: () => boolean;
}

export interface Generator {
  /** Starts sending requests. */
  start: () => void;
  /** Stops sending, and resolves when none is in flight. */
  stop: () => Promise<void>;
}

/** With this many unanswered requests the API is in trouble, and more would not help. */
const MAX_IN_FLIGHT = 20;

/**
 * Steady traffic: each request has its scheduled time, whether the previous one was answered or not, and missed ones
 * are not made up for. While the API does not answer at all, it gets one request every two seconds.
 */
export function createGenerator({ rate, random, send, onOutcome, pass }: GeneratorOptions): Generator {
  const own = new OwnItems();
  const inFlight = new Set<Promise<void>>();
  const epoch = performance.now();
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  const schedule = (): void => {
    const seconds = (performance.now() - epoch) / 1000;
    timer = setTimeout(tick, Math.max(gapMs(rateAt(rate, seconds), random), backoffMs(failures)));
  };
  const tick = (): void => {
    schedule();
    if (inFlight.size >= MAX_IN_FLIGHT || pass?.() === false) return;
    const work = sendOne(planNext(random, own)).finally(() => inFlight.delete(work));
    inFlight.add(work);
  };
  const sendOne = async (plan: Plan): Promise<void> => {
    // Other requests must not use an item that is being deleted: their 404s would be unplanned.
    if (plan.operation === 'delete' && plan.id !== undefined) own.remove(plan.id);
    const outcome = await send(plan);
    failures = typeof outcome.status === 'number' ? 0 : failures + 1;
    learn(own, plan, outcome);
    onOutcome(plan, outcome);
  };

  return {
    start() {
      timer ??= setTimeout(tick, 0);
    },
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await Promise.all(inFlight);
    },
  };
}

/** Learns about the items from an answer; ignores answers that are not the API's. */
function learn(own: OwnItems, plan: Plan, { status, body }: Outcome): void {
  const { id, items, total } = (body ?? {}) as { id?: number; items?: ListedItem[]; total?: number };
  if (status === 201 && id !== undefined) own.add(id);
  if (status === 404 && plan.id !== undefined) own.remove(plan.id);
  if (plan.operation === 'delete' && plan.id !== undefined && status !== 204 && status !== 404) {
    own.add(plan.id);
  }
  if (status === 200 && Array.isArray(items) && total !== undefined) {
    own.adopt(items);
    if (plan.survey) own.surveyed(plan.survey.offset, plan.survey.limit, total);
  }
}
