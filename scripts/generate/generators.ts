import { compose } from './compose.js';
import { curriculum } from './curriculum.js';
import { dashboards } from './dashboards.js';
import { faultMatrix } from './fault-matrix.js';
import { faults } from './faults.js';
import type { Files } from './files.js';
import { incidents } from './incidents.js';
import { missionSchema } from './mission-schema.js';
import { promqlLint } from './promql-lint.js';
import { runbooks } from './runbooks.js';
import { tiersSchema } from './tiers-schema.js';

/** Everything in the repository that is generated. `npm run generate` writes it, and a test compares it. */
export const GENERATORS: Readonly<Record<string, () => Files | Promise<Files>>> = {
  compose,
  curriculum,
  dashboards,
  'fault-matrix': faultMatrix,
  faults,
  incidents,
  'mission-schema': missionSchema,
  'promql-lint': promqlLint,
  runbooks,
  'tiers-schema': tiersSchema,
};
