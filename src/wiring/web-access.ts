import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Config } from '../config.js';

/** The way in which requests leave this machine: through a proxy or directly. */
export interface WebAccess {
  fetch: typeof globalThis.fetch;
  /** The dispatcher for WebSockets. Undefined without a proxy. */
  dispatcher: Dispatcher | undefined;
  /** Closes the connections to the proxies. */
  close(): Promise<void>;
}

/** Hosts on this machine. They are never reached through a proxy. */
const LOOPBACK = 'localhost,127.0.0.1,[::1]';

/** Creates the access through the proxies that the environment names. Without proxies, requests go out directly. */
export function createWebAccess({
  HTTPS_PROXY,
  HTTP_PROXY,
  NO_PROXY = '',
}: Pick<Config, 'HTTPS_PROXY' | 'HTTP_PROXY' | 'NO_PROXY'>): WebAccess {
  if (HTTPS_PROXY === undefined && HTTP_PROXY === undefined)
    return { fetch: globalThis.fetch, dispatcher: undefined, close: async () => undefined };
  const dispatcher = new EnvHttpProxyAgent({
    // An empty text means no proxy. If the option is undefined, the agent reads the environment itself.
    httpsProxy: withScheme(HTTPS_PROXY),
    httpProxy: withScheme(HTTP_PROXY),
    noProxy: NO_PROXY === '*' ? NO_PROXY : `${NO_PROXY},${LOOPBACK}`,
  });
  return {
    // The types of `fetch` come from Node.js's own copy of undici. Its dispatchers are compatible with this package's.
    fetch: (input, init) => fetch(input, { ...init, dispatcher } as object as RequestInit),
    dispatcher,
    close: () => dispatcher.destroy(),
  };
}

/** Adds the scheme to a bare `host:port`, which most programs that read these variables accept too. */
function withScheme(proxy = ''): string {
  return proxy === '' || proxy.includes('://') ? proxy : `http://${proxy}`;
}
