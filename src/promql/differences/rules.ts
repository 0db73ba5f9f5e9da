import { comparisonRules } from './comparisons.js';
import type { DifferenceRule } from './difference.js';
import { divisionRules } from './divisions.js';
import { factorRules } from './factors.js';
import { labelRules } from './labels.js';
import { combiningRules } from './operators/combining.js';
import { operatorRules } from './operators/operators.js';
import { parameterRules } from './parameters.js';
import { purposeRules } from './purpose.js';
import { resultTypeRule } from './result-type.js';
import { shapeRules } from './shape.js';
import { structureRules } from './structure.js';
import { wrapperRules } from './wrappers.js';

/** Every rule about a difference, except the one for values that nothing else explains. */
export const DIFFERENCE_RULES: readonly DifferenceRule[] = [
  ...[resultTypeRule, ...factorRules, ...labelRules].map((rule) => ({
    ...rule,
    readsResults: true as const,
  })),
  ...parameterRules,
  ...comparisonRules,
  ...structureRules,
  ...operatorRules,
  ...divisionRules,
  ...shapeRules,
  ...purposeRules,
  ...combiningRules,
  ...wrapperRules,
];
