import { points, type DifferenceRule } from './difference.js';

/** What is left to say where nothing else explains it: how far off the values are. */
export const valuesRule: DifferenceRule = {
  id: 'values-differ',
  find: (difference) => {
    const wrong = difference.comparison.pairs.filter(({ equal }) => !equal);
    if (wrong.length === 0 || !difference.comparison.sameType) return undefined;
    const off = medianDeviation(points(difference));
    return {
      severity: 'error',
      message:
        off === undefined
          ? 'Your series are right, but not the values in them.'
          : `Your series are right, but their values are off, typically by ${formatPercent(off)}.`,
      why:
        off !== undefined && off < 0.05
          ? 'So little, and not by one factor: the window, or the way its edges are treated, is probably another.'
          : 'The labels don’t tell why. The function, the window or the selection must be another.',
      fix: 'Compare your function, your window and your matchers with the prompt, one by one.',
    };
  },
};

/** The median of |answer − reference| / |reference| over what differs; undefined where it can't be said. */
function medianDeviation(all: readonly { reference: number; answer: number }[]): number | undefined {
  const deviations = all
    .map(({ reference, answer }) => Math.abs(answer - reference) / Math.abs(reference))
    .filter((deviation) => Number.isFinite(deviation) && deviation > 0)
    .sort((a, b) => a - b);
  return deviations[Math.floor(deviations.length / 2)];
}

function formatPercent(share: number): string {
  return share < 0.001 ? 'less than 0.1 %' : `${Number((share * 100).toPrecision(2))} %`;
}
