import type { ConfigFile } from '../stack/spec.js';

/** How to break an alert: one aggregation gets a label that the other side of the comparison does not have. */
interface Slip {
  alert: string;
  from: string;
  to: string;
}

const SLIPS: readonly Slip[] = [
  { alert: 'ApiErrorRateHigh', from: 'sum by (route, method) (', to: 'sum by (route, method, status) (' },
  {
    alert: 'ApiLatencyHigh',
    from: 'sum by (route, method, le) (',
    to: 'sum by (instance, route, method, le) (',
  },
  { alert: 'ApiErrorBudgetBurnFast', from: 'sum(rate(', to: 'sum by (route) (rate(' },
];

/**
 * Rule files in which some alerts can never fire, although every rule is valid.
 * @param count how many alerts
 */
export function breakRules(files: readonly ConfigFile[], count: number): ConfigFile[] {
  return SLIPS.slice(0, count).reduce<ConfigFile[]>(
    (broken, slip) => broken.map((file) => ({ ...file, content: withSlip(file.content, slip) })),
    [...files],
  );
}

function withSlip(text: string, { alert, from, to }: Slip): string {
  const start = text.indexOf(`- alert: ${alert}\n`);
  if (start === -1) return text;
  const at = text.indexOf(from, start);
  if (at === -1) throw new Error(`the rule ${alert} has no “${from}”`);
  return text.slice(0, at) + to + text.slice(at + from.length);
}
