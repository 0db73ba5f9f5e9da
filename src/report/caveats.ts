import { formatCount } from '../util/number-format.js';
import { listed } from '../util/text/words.js';
import type { Column } from './columns.js';
import type { Conclusion } from './conclusion.js';

/** How far the runs' results can be relied on. */

/** Whether client and server counted the same requests. */
export function accounting(columns: readonly Column[]): Conclusion[] {
  const proofs = columns.map(({ name, run }) => ({ name, proof: run.reconciliation, target: run.target }));
  const found: Conclusion[] = [];
  const wrong = proofs.filter(({ proof }) => proof && !proof.ok);
  const open = proofs.filter(({ proof }) => !proof);
  const sum = (of: (proof: NonNullable<Column['run']['reconciliation']>) => number): number =>
    proofs.reduce((all, { proof }) => all + (proof ? of(proof) : 0), 0);
  if (wrong.length > 0) {
    found.push({
      tone: 'bad',
      claim: `Client and server counts disagree in ${listed(wrong.map(({ name }) => name))}.`,
      because: wrong.map(({ name, proof }) => `${name}: ${listed(proof!.problems, { limit: 3 })}`).join(' '),
    });
  }
  if (open.length > 0) {
    found.push({
      tone: 'warn',
      claim: `${listed(open.map(({ name }) => name))}: the counts could not be compared.`,
      because: open.every(({ target }) => target !== undefined)
        ? 'The target was not the lab’s API.'
        : 'The API could not be read after the run.',
    });
  }
  if (found.length === 0) {
    const extra = sum(({ difference }) => difference);
    const rest =
      extra === 0 ? '' : ` The other ${formatCount(extra)} got no answer in time; each is accounted for.`;
    found.push({
      tone: 'good',
      claim: `Every request is accounted for: ${formatCount(sum((proof) => proof.client))} answers.`,
      because: `The server’s own counters say ${formatCount(sum((proof) => proof.server))}, the same for each method, route and status.${rest}`,
    });
  }
  return found;
}

/** Whether the generator was the bottleneck. */
export function generator(columns: readonly Column[]): Conclusion | undefined {
  const limited = columns.filter(({ run }) => run.generatorLimited);
  if (limited.length === 0) return undefined;
  return {
    tone: 'warn',
    claim: `${listed(limited.map(({ name }) => name))}: generator-limited.`,
    because: 'The generator itself was the bottleneck; the system may take more than these numbers show.',
  };
}

/** Reasons not to compare the runs with each other. */
export function comparability(columns: readonly Column[]): Conclusion[] {
  const found: Conclusion[] = [];
  const cut = columns.filter(({ run }) => run.ended !== 'completed');
  if (cut.length > 0) {
    found.push({
      tone: 'warn',
      claim: `${listed(cut.map(({ name, run }) => `${name} was ${run.ended === 'stopped' ? 'stopped early' : 'interrupted'}`))}.`,
      because: 'The numbers come from a shorter run.',
    });
  }
  const machines = new Set(
    columns.map(({ run: { environment: e } }) => `${e.platform}, ${e.cpus} CPUs, Node ${e.node}`),
  );
  if (machines.size > 1) {
    found.push({
      tone: 'warn',
      claim: 'The runs were made on different machines.',
      because: `${[...machines].join('; ')}: this may explain differences between the runs.`,
    });
  }
  return found;
}
