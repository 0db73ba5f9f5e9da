/** Names used across the stack. */
export const SERVICE_NAMES = ['postgres', 'prometheus', 'api', 'traffic', 'grafana'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

export const PORT_DEFAULTS = {
  api: 3030,
  prometheus: 9090,
  grafana: 4040,
  postgres: 5433,
  traffic: 3031,
} as const;
export type PortName = keyof typeof PORT_DEFAULTS;
