import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Config } from '../config.js';

/** How requests leave this machine. */
export interface WebAccess {
  fetch: typeof globalThis.fetch;
  /** For WebSockets; undefined where there is no proxy. */
  dispatcher: Dispatcher | undefined;
  /** Closes the connections to the proxies. */
  close(): Promise<void>;
}

/** What is on this machine is never reached by a proxy. */
const LOOPBACK = 'localhost,127.0.0.1,[::1]';

/** By the proxies that the environment names, and else directly. */
export function createWebAccess({
  HTTPS_PROXY,
  HTTP_PROXY,
  NO_PROXY = '',
}: Pick<Config, 'HTTPS_PROXY' | 'HTTP_PROXY' | 'NO_PROXY'>): WebAccess {
  if (HTTPS_PROXY === undefined && HTTP_PROXY === undefined)
    return { fetch: globalThis.fetch, dispatcher: undefined, close: async () => undefined };
  const dispatcher = new EnvHttpProxyAgent({
    // Empty means none; where absent, the agent would read the environment itself.
    httpsProxy: withScheme(HTTPS_PROXY),
    httpProxy: withScheme(HTTP_PROXY),
    noProxy: NO_PROXY === '*' ? NO_PROXY : `${NO_PROXY},${LOOPBACK}`,
  });
  return {
    // The types of Node.js are those of its own copy of undici, whose dispatchers work alike.
    fetch: (input, init) => fetch(input, { ...init, dispatcher } as object as RequestInit),
    dispatcher,
    close: () => dispatcher.destroy(),
  };
}

/** A bare `host:port` is taken too, as by most programs that read these variables. */
function withScheme(proxy = ''): string {
  return proxy === '' || proxy.includes('://') ? proxy : `http://${proxy}`;
}
