import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../util/package-root.js';
import type { ConfigFile, ServiceName, SpecContext } from '../spec.js';

/**
 * Reads a file of stack/ and fills in `${service}` with that service's host:port, and `${configDir}`, within single quotes, with
 * the directory that its files are in, as the service sees it.
 */
export function renderTemplate(path: string, context: SpecContext): string {
  return readStackFile(path).replaceAll(/\$\{(\w+)\}/g, (_, name: string) =>
    name === 'configDir' ? quotable(context.configDir) : hostPort(context, name as ServiceName),
  );
}

/** For YAML's single quotes, in a file where Grafana takes `$` for a variable. */
function quotable(text: string): string {
  return text.replaceAll("'", "''").replaceAll('$', '$$$$');
}

/** The dashboards, in dashboards/ below the service's config directory as below stack/grafana. */
export function dashboardFiles(): ConfigFile[] {
  const names = readdirSync(join(packageRoot(), 'stack/grafana/dashboards')).sort();
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ path: `dashboards/${name}`, content: readStackFile(`grafana/dashboards/${name}`) }));
}

/** A file of stack/ as it is. */
function readStackFile(path: string): string {
  return readFileSync(join(packageRoot(), 'stack', path), 'utf8');
}

/** "127.0.0.1:3030" */
export function hostPort(context: SpecContext, service: ServiceName): string {
  const { host, port } = context.addressOf(service);
  return `${host}:${port}`;
}
