import { describe, expect, it } from 'vitest';
import { openHome } from '../../home.js';
import { SERVICES } from '../../services/index.js';
import { PORT_DEFAULTS } from '../../spec.js';
import { createOptions } from './containers.js';

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
    const options = createOptions(SERVICES.api, context, 'obs-lab-api');
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
    const options = createOptions(SERVICES.prometheus, context, 'obs-lab-prometheus');
    expect(Object.keys(options.ExposedPorts ?? {})).toEqual(['9090/tcp']);
    expect(String(options.Env)).not.toContain('secret');
  });
});
