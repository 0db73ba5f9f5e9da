import chalk from 'chalk';
import { SERVICES } from '../../stack/services/index.js';
import type { StackStatus } from '../../stack/verify/status.js';
import type { VerifyResult } from '../../stack/verify/verify.js';
import { renderVerify } from './verify-text.js';

/** The end of `up`: where everything is and what to type next, or what is wrong. */
export function renderUpSummary(status: StackStatus, verified: VerifyResult, started: boolean): string {
  if (!verified.ok) {
    return `${renderVerify(verified)}\n\nThe lab is running, but some checks failed. Start over: obs-lab down, then obs-lab up`;
  }
  const passed = verified.checks.filter(({ status: outcome }) => outcome === 'pass').length;
  const head = `${started ? 'The lab is up' : 'The lab was already running'}: ${passed} checks passed.`;
  const shown = status.services.filter(({ name, url }) => !url || SERVICES[name].openPath !== undefined);
  const rows = shown.map(({ name, title, url, reason }) => {
    const place = url ? chalk.cyan(`${url}${SERVICES[name].openPath}`) : chalk.dim(reason ?? 'stopped');
    return `  ${title.padEnd(11)} ${place}`;
  });
  const next = [
    ['obs-lab mission 1', 'learn PromQL, with every answer graded live'],
    ["obs-lab query 'rate(http_requests_total[1m])'", 'run a query'],
    ['obs-lab stress --tier light', 'run a load test'],
    ['obs-lab down', 'stop the lab; data is kept'],
  ];
  const width = Math.max(...next.map(([command]) => (command as string).length));
  const steps = next.map(
    ([command, what]) => `  ${chalk.bold((command as string).padEnd(width))}  ${chalk.dim(what)}`,
  );
  return ['', chalk.green(`✓ ${head}`), '', ...rows, '', 'Next:', ...steps].join('\n');
}
