/** The proxies that downloads go through, from HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in either case. */
interface ProxySettings {
  httpProxy: string;
  httpsProxy: string;
  noProxy: string;
}

/** Empty strings for what is not set. As with curl, the lower-case name wins. */
function proxySettings(env: NodeJS.ProcessEnv): ProxySettings {
  const http = env.http_proxy || env.HTTP_PROXY || '';
  return {
    httpProxy: http,
    httpsProxy: env.https_proxy || env.HTTPS_PROXY || http,
    noProxy: env.no_proxy || env.NO_PROXY || '',
  };
}

/** The environment for tools such as apt-get that only know the lower-case names. */
export function withProxyVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { httpProxy, httpsProxy, noProxy } = proxySettings(env);
  return {
    ...env,
    ...(httpProxy && { http_proxy: httpProxy }),
    ...(httpsProxy && { https_proxy: httpsProxy }),
    ...(noProxy && { no_proxy: noProxy }),
  };
}

/** fetch() for one download. */
interface Fetcher {
  fetch: (url: string, options: { signal: AbortSignal }) => Promise<Response>;
  /** The host of the proxy that it uses for the URL; undefined if it connects directly. */
  proxy: string | undefined;
  /** Ends its connections. */
  close: () => Promise<void>;
}

/**
 * A fetch() that honours the proxy variables. Node's own does so only from version 24 on, and only if told to.
 * @throws Error naming a proxy that is not a URL
 */
export async function openFetcher(url: string, env: NodeJS.ProcessEnv): Promise<Fetcher> {
  const settings = proxySettings(env);
  if (settings.httpProxy === '' && settings.httpsProxy === '') {
    return {
      fetch: (target, options) => fetch(target, options),
      proxy: undefined,
      close: () => Promise.resolve(),
    };
  }
  const target = new URL(url);
  const chosen = target.protocol === 'https:' ? settings.httpsProxy : settings.httpProxy;
  const proxy = chosen === '' || isExcluded(target, settings.noProxy) ? undefined : hostOf(chosen);
  // CommonJS: a bundler gives its exports as the default only.
  const { default: undici } = await import('undici');
  // A plain request for HTTP, as proxies expect it: many refuse to tunnel to port 80.
  const dispatcher = new undici.EnvHttpProxyAgent({ ...settings, proxyTunnel: false });
  return {
    // undici's Response has the same interface as Node's, which is an older copy of it.
    fetch: async (to, options) => (await undici.fetch(to, { ...options, dispatcher })) as unknown as Response,
    proxy,
    close: () => dispatcher.destroy(),
  };
}

function hostOf(proxy: string): string {
  try {
    return new URL(proxy).host;
  } catch (cause) {
    throw new Error(`the proxy “${proxy}” is not a URL such as http://proxy:3128`, { cause });
  }
}

/** Whether NO_PROXY lists a host: `*`, `example.org`, `.example.org`, `example.org:8443`. */
function isExcluded({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const wanted = port || (protocol === 'https:' ? '443' : '80');
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      const [, name = '', only] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (entry === '*') return true;
      return (only === undefined || only === wanted) && (hostname === name || hostname.endsWith(`.${name}`));
    });
}
