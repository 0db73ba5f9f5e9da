/** A program's control port, as a client with the token uses it. */
export interface ControlClient {
  /** The environment that opens it. */
  env: Readonly<Record<string, string>>;
  url: string;
  inject: (id: string, intensity?: string, seconds?: number) => Promise<Answer>;
  clear: (id?: string) => Promise<Answer>;
  act: (action: string) => Promise<Answer>;
  /** The ids of the faults in effect. */
  active: () => Promise<string[]>;
}

export interface Answer {
  status: number;
  document: Record<string, unknown>;
}

const TOKEN = 'a-token-of-a-test';

export function controlOn(port: number): ControlClient {
  const url = `http://127.0.0.1:${port}`;
  const post = (path: string, body: object) => ask(`${url}${path}`, 'POST', JSON.stringify(body));
  return {
    env: { CONTROL_TOKEN: TOKEN, CONTROL_PORT: String(port) },
    url,
    inject: (id, intensity = 'high', seconds = 120) => post('/inject', { id, intensity, seconds }),
    clear: (id) => post('/clear', { id }),
    act: (action) => post('/act', { action }),
    async active() {
      const { document } = await ask(`${url}/list`, 'GET');
      return (document['faults'] as { id: string }[]).map(({ id }) => id);
    },
  };
}

async function ask(url: string, method: string, body?: string): Promise<Answer> {
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) });
  return { status: response.status, document: (await response.json()) as Record<string, unknown> };
}
