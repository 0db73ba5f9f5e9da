import type { ReadLimit, ReadRun } from '../load/saved/saved-run-schema.js';
import { answersOverTime, latencyFigure, latencyOverTime, saturationOverTime } from './charts/charts.js';
import { readDistribution } from './charts/distribution.js';
import { growthFigure } from './charts/growth-chart.js';
import type { Figure } from './charts/spec.js';
import { type Column, columnsOf } from './columns.js';
import type { Conclusion } from './conclusion.js';
import { conclude, headline } from './conclusions.js';
import { limitConclusion, limitFigure, limitTable } from './limit.js';
import {
  answersTable,
  environmentTable,
  generatorTable,
  latencyTable,
  proofTable,
  reconciliationTable,
  saturationTable,
  secondsTable,
  type Table,
  thresholdsTable,
} from './tables.js';

/** Saved runs as a document, before it is HTML or Markdown. */
export interface Report {
  title: string;
  /** From baseline to overload. */
  columns: readonly Column[];
  conclusions: readonly Conclusion[];
  /** The runs' own notices, by column. */
  notices: readonly { name: string; text: string }[];
  sections: readonly Section[];
}

export interface Section {
  id: string;
  title: string;
  figures: readonly Figure[];
  tables: readonly Table[];
  /** Longer tables, to look numbers up. */
  details?: { title: string; tables: readonly Table[] };
}

/**
 * @param runs from baseline to overload, at least one
 * @param limit the last search for the safe limit, if there was one
 */
export function buildReport(runs: readonly ReadRun[], limit?: ReadLimit): Report {
  const columns = columnsOf(runs);
  const distributions = runs.map(({ histogram }) => readDistribution(histogram));
  const growth = growthFigure(columns);
  const probed = limit && limitFigure(limit);
  const thresholds = thresholdsTable(columns);
  const proofs = columns.map(proofTable).filter((table) => table !== null);
  return {
    title: headline(columns),
    columns,
    conclusions: conclude(columns, limit && limitConclusion(limit)),
    notices: columns.flatMap(({ name, run }) => run.notices.map((text) => ({ name, text }))),
    sections: [
      ...(thresholds ? [{ id: 'thresholds', title: 'Thresholds', figures: [], tables: [thresholds] }] : []),
      ...(limit
        ? [{ id: 'limit', title: 'Safe limit', figures: probed ? [probed] : [], tables: [limitTable(limit)] }]
        : []),
      {
        id: 'latency',
        title: 'Latency',
        figures: [
          ...(distributions.some(Boolean) ? [latencyFigure(columns, distributions)] : []),
          latencyOverTime(columns),
        ],
        tables: [latencyTable(columns, distributions)],
      },
      {
        id: 'throughput',
        title: 'Throughput and errors',
        figures: [...(growth ? [growth] : []), answersOverTime(columns)],
        tables: [answersTable(columns)],
      },
      {
        id: 'saturation',
        title: 'Saturation',
        figures: saturationOverTime(columns),
        tables: [saturationTable(columns)],
      },
      {
        id: 'reconciliation',
        title: 'Reconciliation',
        figures: [],
        tables: [reconciliationTable(columns)],
        ...(proofs.length > 0 && {
          details: { title: 'By method, route and status', tables: proofs },
        }),
      },
      { id: 'generator', title: 'Generator', figures: [], tables: [generatorTable(columns)] },
      {
        id: 'environment',
        title: 'Runs',
        figures: [],
        tables: [environmentTable(columns)],
        details: { title: 'Second by second: the data of the charts', tables: columns.map(secondsTable) },
      },
    ],
  };
}
