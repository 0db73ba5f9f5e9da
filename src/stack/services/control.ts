import type { SpecContext } from '../spec.js';

/** Opens a program's control port, if it has one here. */
export function controlEnv({ control, credentials }: SpecContext): Record<string, string> {
  const { controlToken } = credentials;
  if (control === undefined || controlToken === undefined) return {};
  return { CONTROL_HOST: control.host, CONTROL_PORT: String(control.port), CONTROL_TOKEN: controlToken };
}
