import { renderToString } from 'ink';
import { describe, expect, it } from 'vitest';
import type { UpEvent } from '../../stack/up/events.js';
import { foldUpEvent, initialUpModel } from './up-model.js';
import { UpView } from './up-view.js';

const EVENTS: UpEvent[] = [
  {
    type: 'service',
    service: 'prometheus',
    state: 'acquiring',
    detail: 'prometheus 3.15.0',
    progress: { done: 5e6, total: 100e6 },
  },
  { type: 'service', service: 'postgres', state: 'healthy', detail: 'PostgreSQL 18.4 answered a query' },
  { type: 'service', service: 'api', state: 'failed', detail: 'it exited right after it started' },
  {
    type: 'service',
    service: 'grafana',
    state: 'skipped',
    detail:
      'not installed; cannot find dl.grafana.com (offline?), and this reason is longer than the line is wide',
  },
];

describe('UpView', () => {
  it.each([80, 120])('fits %i columns: one row per service, nothing wrapped', (columns) => {
    const model = EVENTS.reduce((folded, event) => foldUpEvent(folded, event, 0), initialUpModel());
    const lines = renderToString(<UpView model={model} now={2500} home="/home/me/.local/share/obs-lab" />, {
      columns,
    }).split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(lines).toHaveLength(10);
    expect(lines[2]).toMatch(/Prometheus\s+preparing\s+2\.5 s\s+prometheus 3\.15\.0 {2}5\.0 of 100\.0 MB/);
    expect(lines[4]).toMatch(/✓ PostgreSQL\s+healthy/);
    expect(lines[5]).toMatch(/✗ API\s+failed/);
    expect(lines[7]).toMatch(/– Grafana\s+skipped.*…/);
    expect(lines[9]).toMatch(/First scrape\s+waiting/);
  });
});
