import { describe, expect, it } from 'vitest';
import { openHome } from '../../home.js';
import { SERVICES } from '../../services/index.js';
import { PORT_DEFAULTS } from '../../spec.js';
import { createOptions } from './containers.js';
import { DOCKER_HOST_ACCESS, PODMAN_HOST_ACCESS } from './context.js';

const context = {
  home: { ...openHome({ OBS_LAB_HOME: '.' }), id: 'abc' },
  ports: { ...PORT_DEFAULTS, apiControl: 40_001 },
  credentials: { postgresPassword: 'p', grafanaPassword: 'g', controlToken: 'secret' },
  isSkipped: () => false,
  env: {},
  signal: new AbortController().signal,
};

describe('createOptions', () => {
  it('publishes a control port on loopback only, and gives the program its token', () => {
    const options = createOptions(SERVICES.api, context, {
      name: 'obs-lab-api',
      host: DOCKER_HOST_ACCESS,
    });
    expect(options.HostConfig?.PortBindings).toEqual({
      '3030/tcp': [{ HostIp: '127.0.0.1', HostPort: '3030' }],
      '3099/tcp': [{ HostIp: '127.0.0.1', HostPort: '40001' }],
    });
    expect(options.ExposedPorts).toEqual({ '3030/tcp': {}, '3099/tcp': {} });
    expect(options.Env).toEqual(
      expect.arrayContaining(['CONTROL_HOST=0.0.0.0', 'CONTROL_PORT=3099', 'CONTROL_TOKEN=secret']),
    );
  });

  it('gives other services no token', () => {
    const options = createOptions(SERVICES.prometheus, context, {
      name: 'obs-lab-prometheus',
      host: DOCKER_HOST_ACCESS,
    });
    expect(Object.keys(options.ExposedPorts ?? {})).toEqual(['9090/tcp']);
    expect(String(options.Env)).not.toContain('secret');
  });

  it.each([
    ['Docker', DOCKER_HOST_ACCESS, 'host.docker.internal', ['host.docker.internal:host-gateway']],
    ['Podman', PODMAN_HOST_ACCESS, 'host.containers.internal', []],
  ])(
    'on %s, sends Prometheus to the learner’s programs by a name that is defined there',
    (_, host, name, extra) => {
      const options = createOptions(SERVICES.traffic, context, { name: 'obs-lab-traffic', host });
      expect(options.Env).toContain(`LEARNER_HOST=${name}`);
      expect(options.HostConfig?.ExtraHosts).toEqual(extra);
    },
  );
});
