import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { packageRoot } from '../../../util/package-root.js';
import { SERVICES } from '../../services/index.js';
import { type ConfigFile, PORT_DEFAULTS, portOf, type ServiceName, type ServiceSpec } from '../../spec.js';
import { containerContext, DOCKER_HOST_ACCESS } from './context.js';
import { imageFacts } from './images.js';

/** What compose runs: every service that has an image. */
const COMPOSED: readonly ServiceName[] = [
  'prometheus',
  'alertmanager',
  'postgres',
  'api',
  'traffic',
  'grafana',
];

const CHECKOUT_HEADER = `# The lab as \`obs-lab up --runtime docker\` runs it, for people who want to read it or run it with docker compose:
#   npm ci && docker compose -f stack/compose.yaml up --wait
# Generated from the same service descriptions by \`obs-lab export compose\`; do not edit.
`;

const HEADER = `# The lab as \`obs-lab up --runtime docker\` runs it, for docker compose, from any directory of this machine:
#   docker compose -f FILE up --wait
# Written by \`obs-lab export compose\`. It mounts the lab's own programs from where obs-lab is installed.
`;

/** Where a compose file lies: in a checkout's stack/, next to the files that it names; or anywhere. */
type Place = 'stack' | 'anywhere';

/**
 * The stack as a compose file, from the same specs that both runtimes use. Files are inlined, except the lab's own
 * programs, which are mounted from dist/.
 * @returns YAML
 */
export function composeFile(place: Place): string {
  const specs = COMPOSED.map((name) => SERVICES[name]);
  const configs = specs.flatMap((spec) =>
    files(spec).map((file) => [configName(spec, file), configSource(spec, file, place)] as const),
  );
  const volumes = specs
    .filter((spec) => imageFacts(spec.program).volume)
    .map(({ name }) => [name, {}] as const);
  const document = {
    name: 'obs-lab',
    services: Object.fromEntries(specs.map((spec) => [spec.name, composeService(spec, place)])),
    configs: Object.fromEntries(configs),
    volumes: Object.fromEntries(volumes),
  };
  const header = place === 'stack' ? CHECKOUT_HEADER : HEADER;
  return `${header}${stringify(document, { lineWidth: 0 })}`
    .replaceAll(PASSWORDS.postgresPassword, '${OBS_LAB_POSTGRES_PASSWORD:-obs-lab}')
    .replaceAll(PASSWORDS.grafanaPassword, '${OBS_LAB_GRAFANA_PASSWORD:-obs-lab}');
}

function composeService(spec: ServiceSpec, place: Place): object {
  const root = place === 'stack' ? '..' : escaped(packageRoot());
  const facts = imageFacts(spec.program);
  const context = containerContext(spec, WHOLE, DOCKER_HOST_ACCESS);
  const command = [...facts.command, ...spec.args(context)];
  const configs = files(spec).map((file) => ({
    source: configName(spec, file),
    target: `${facts.configDir}/${file.path}`,
  }));
  // z: SELinux lets a container read what it mounts only if that has the label of containers.
  const volumes = [
    ...(facts.volume ? [`${spec.name}:${facts.volume}`] : []),
    ...facts.programs.map(({ source, target }) => `${root}/${source}:${target}:ro,z`),
  ];
  return {
    image: `\${${facts.variable}:-${facts.image}}`,
    ...(command.length > 0 && { command: command.map(escaped) }),
    ...(facts.user !== undefined && { user: facts.user }),
    environment: { ...facts.env(PASSWORDS), ...spec.env(context) },
    ports: [`127.0.0.1:${portOf(spec, PORT_DEFAULTS)}:${facts.port}`],
    extra_hosts: [...DOCKER_HOST_ACCESS.extraHosts],
    ...(volumes.length > 0 && { volumes }),
    ...(configs.length > 0 && { configs }),
    ...(spec.dependsOn.length > 0 && {
      depends_on: Object.fromEntries(spec.dependsOn.map((name) => [name, { condition: 'service_healthy' }])),
    }),
    healthcheck: { test: facts.healthTest.map(escaped), interval: '1s', timeout: '2s', retries: 60 },
    stop_signal: spec.stop.signal,
    stop_grace_period: `${spec.stop.graceMs / 1000}s`,
  };
}

/** Placeholders while specs are rendered, because a URL would encode compose's own `${…}`. */
const PASSWORDS = { postgresPassword: 'POSTGRES-PASSWORD', grafanaPassword: 'GRAFANA-PASSWORD' };

/** Every service is part of it. */
const WHOLE = { credentials: PASSWORDS, isSkipped: () => false };

function files(spec: ServiceSpec): ConfigFile[] {
  return spec.files(containerContext(spec, WHOLE, DOCKER_HOST_ACCESS));
}

/** In stack/, a file that is the same there is referenced; every other one is inlined. */
function configSource(
  spec: ServiceSpec,
  file: ConfigFile,
  place: Place,
): { file: string } | { content: string } {
  const path = join(spec.name, file.path);
  const stored = join(packageRoot(), 'stack', path);
  const unchanged = place === 'stack' && existsSync(stored) && readFileSync(stored, 'utf8') === file.content;
  return unchanged ? { file: `./${path}` } : { content: escaped(file.content) };
}

function configName(spec: ServiceSpec, file: ConfigFile): string {
  return `${spec.name}-${file.path.replaceAll(/[^a-z0-9]+/gi, '-')}`;
}

/** For compose, `$` starts a variable. */
function escaped(text: string): string {
  return text.replaceAll('$', '$$$$');
}
