import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dashboardsPresent } from './grafana.js';

const directory = new URL('../../../stack/grafana/dashboards/', import.meta.url);
const shipped = readdirSync(directory).map(
  (file) => JSON.parse(readFileSync(new URL(file, directory), 'utf8')) as { uid: string; title: string },
);

describe('dashboardsPresent', () => {
  it('accepts the shipped dashboards, whatever else there is', () => {
    const text = dashboardsPresent([...shipped, { uid: 'mine', title: 'My own' }]);
    for (const { title } of shipped) expect(text).toContain(title);
    expect(text).not.toContain('My own');
  });
  it('names what is missing', () => {
    expect(() => dashboardsPresent(shipped.slice(1))).toThrow(`dashboards missing: ${shipped[0]?.uid}`);
  });
});
