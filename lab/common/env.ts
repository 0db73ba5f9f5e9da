/** A setting that is missing or makes no sense. The message is one line and names the variable. */
export class SettingError extends Error {
  override name = 'SettingError';
}

type Env = Readonly<Record<string, string | undefined>>;

/** The variable's text. @throws SettingError if it is not set and there is no default */
export function textSetting(env: Env, name: string, fallback?: string): string {
  const value = env[name] || fallback;
  if (value === undefined) throw new SettingError(`${name} is not set`);
  return value;
}

export interface NumberRange {
  fallback: number;
  min: number;
  max: number;
  integer?: boolean;
}

/** The variable as a number within its range. @throws SettingError */
export function numberSetting(env: Env, name: string, range: NumberRange): number {
  const text = env[name];
  if (text === undefined || text === '') return range.fallback;
  const value = Number(text);
  const kind = range.integer ? 'an integer' : 'a number';
  const valid = range.integer ? Number.isInteger(value) : Number.isFinite(value);
  if (!valid || text.trim() === '' || value < range.min || value > range.max) {
    throw new SettingError(`${name}=${text} is not ${kind} from ${range.min} to ${range.max}`);
  }
  return value;
}

/** The variable as an absolute URL of one of the protocols (with colon). @throws SettingError */
export function urlSetting(env: Env, name: string, protocols: readonly string[]): URL {
  const text = textSetting(env, name);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Not the value itself: a database URL holds a password.
  if (!url || !protocols.includes(url.protocol)) {
    throw new SettingError(
      `${name} is not a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
    );
  }
  return url;
}

/** HOST and PORT: where a program of the lab listens. Port 0 takes a free one. */
export function listenSettings(env: Env, defaultPort: number): { host: string; port: number } {
  return {
    host: textSetting(env, 'HOST', '127.0.0.1'),
    port: numberSetting(env, 'PORT', { fallback: defaultPort, min: 0, max: 65_535, integer: true }),
  };
}
