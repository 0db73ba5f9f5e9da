import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../util/package-root.js';
import type { ConfigFile, ServiceName, SpecContext } from '../spec.js';

/**
 * Reads a file of stack/ and replaces `${service}` by that service's host:port, and `${configDir}` (within single
 * quotes) by the directory of its files, as the service sees it.
 */
export function renderTemplate(path: string, context: SpecContext): string {
  return readStackFile(path).replaceAll(/\$\{(\w+)\}/g, (_, name: string) =>
    name === 'configDir' ? quotable(context.configDir) : hostPort(context, name as ServiceName),
  );
}

/** For YAML's single quotes, in a file where `$` starts a variable of Grafana. */
function quotable(text: string): string {
  return text.replaceAll("'", "''").replaceAll('$', '$$$$');
}

/** The dashboards of stack/grafana, in dashboards/ below the service's config directory. */
export function dashboardFiles(): ConfigFile[] {
  const names = readdirSync(join(packageRoot(), 'stack/grafana/dashboards')).sort();
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ path: `dashboards/${name}`, content: readStackFile(`grafana/dashboards/${name}`) }));
}

/** The alerting rules of stack/prometheus, in rules/ below the service's config directory. */
export function ruleFiles(): ConfigFile[] {
  const names = readdirSync(join(packageRoot(), 'stack/prometheus/rules')).sort();
  return names
    .filter((name) => name.endsWith('.yml'))
    .map((name) => ({ path: `rules/${name}`, content: readStackFile(`prometheus/rules/${name}`) }));
}

/** A file of stack/, unchanged. */
function readStackFile(path: string): string {
  return readFileSync(join(packageRoot(), 'stack', path), 'utf8');
}

/** "127.0.0.1:3030" */
export function hostPort(context: SpecContext, service: ServiceName): string {
  const { host, port } = context.addressOf(service);
  return `${host}:${port}`;
}
