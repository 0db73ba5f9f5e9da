import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package-root.js';
import type { ServiceName, SpecContext } from '../spec.js';

/** Reads a file of stack/ and fills in `${service}` with that service's host:port. */
export function renderTemplate(path: string, context: SpecContext): string {
  const text = readFileSync(join(packageRoot(), 'stack', path), 'utf8');
  return text.replaceAll(/\$\{(\w+)\}/g, (_, service: string) => hostPort(context, service as ServiceName));
}

/** "127.0.0.1:3030" */
export function hostPort(context: SpecContext, service: ServiceName): string {
  const { host, port } = context.addressOf(service);
  return `${host}:${port}`;
}
