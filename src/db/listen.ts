import { Socket } from 'node:net';
import pg from 'pg';
import { backoffMs, within } from '../base/index.js';
import type { Logger } from '../log/index.js';
import { prepareSession } from './session.js';

/** One connection that hears what NOTIFY says. */
export interface Listener {
  /** Calls the listener with each payload on the channel, from now or from the next connection on. */
  listen(channel: string, onPayload: (payload: string) => void): void;
  /** Calls the listener each time that the connection is there again: what was said meanwhile is lost. */
  onConnected(listener: () => void): void;
  isConnected(): boolean;
  /** Closes the connection; nothing is heard after it. */
  stop(): Promise<void>;
}

export interface ListenerOptions {
  /** Not through a pooler that hands out a connection a statement: it would hear nothing. */
  url: string;
  log: Logger;
  /** How long a connection may take to be made. */
  connectWaitMs?: number;
  /** How often the connection is tried, so that one that died in silence is found out. */
  checkMs?: number;
}

const RECONNECT = { firstMs: 100, mostMs: 5_000 };
/** How long the server has to close its end; one that has fallen silent never does. */
const CLOSE_MS = 1_000;

/**
 * Listens on a connection of its own, beside the pool, and connects again for as long as it takes. Nobody may
 * rely on hearing everything: what is said while there is no connection is lost, so what hangs on it is also
 * looked for now and then.
 */
export function createListener(options: ListenerOptions): Listener {
  const { url, log, connectWaitMs = 5_000, checkMs = 15_000 } = options;
  const channels = new Map<string, ((payload: string) => void)[]>();
  const onConnected: (() => void)[] = [];
  let client: pg.Client | undefined;
  let socket: Socket | undefined;
  let stopped = false;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  let connecting: Promise<void> = connect();

  function createClient(line: Socket): pg.Client {
    return new pg.Client({
      stream: () => line,
      connectionString: url,
      connectionTimeoutMillis: connectWaitMs,
      query_timeout: connectWaitMs,
      keepAlive: true,
      application_name: 'havoc listener',
    });
  }

  async function connect(): Promise<void> {
    const line = new Socket();
    let fresh: pg.Client;
    try {
      fresh = createClient(line);
    } catch (failure) {
      // A file for TLS that the URL names may be away while it is replaced.
      return lost(undefined, failure);
    }
    // Heard from before the first byte: a connection may break at any time, and its error would end the process.
    let isLost = false;
    const lose = (cause?: unknown) => {
      if (isLost) return;
      isLost = true;
      fresh.end().catch(() => undefined);
      lost(fresh, cause);
    };
    fresh.on('error', lose);
    fresh.on('end', () => lose());
    fresh.on('notification', ({ channel, payload = '' }) => {
      for (const onPayload of channels.get(channel) ?? []) onPayload(payload);
    });
    try {
      await fresh.connect();
      await prepareSession(fresh);
      for (const channel of channels.keys()) await fresh.query(listenOn(channel));
    } catch (failure) {
      lose(failure);
      return;
    }
    if (isLost) return;
    if (stopped) return fresh.end().catch(() => undefined);
    client = fresh;
    socket = line;
    if (failures > 0) log.info('the connection that hears other replicas is there again');
    failures = 0;
    for (const listener of onConnected) listener();
  }

  function lost(which: pg.Client | undefined, cause: unknown): void {
    if (client === which) client = undefined;
    if (stopped) return;
    failures++;
    if (failures === 1) {
      log.warn({ err: cause }, 'the connection that hears other replicas is gone; polling serves meanwhile');
    }
    retry = setTimeout(
      () => {
        connecting = connect();
      },
      backoffMs(failures, RECONNECT),
    );
    retry.unref();
  }

  const check = setInterval(() => {
    // One that died in silence fails here after its time, and its error begins anew.
    const checked = client;
    checked?.query('select 1').catch(() => {
      if (client === checked) checked.emit('error', new Error('The connection fell silent.'));
    });
  }, checkMs);
  check.unref();

  return {
    listen(channel, onPayload) {
      const known = channels.get(channel);
      if (known) {
        known.push(onPayload);
        return;
      }
      channels.set(channel, [onPayload]);
      // Where there is no connection, the next one listens to it; where it fails, the connection is gone.
      client?.query(listenOn(channel)).catch(() => undefined);
    },
    onConnected: (listener) => void onConnected.push(listener),
    isConnected: () => client !== undefined,
    async stop() {
      stopped = true;
      clearInterval(check);
      clearTimeout(retry);
      await connecting;
      const ended = client?.end().catch(() => undefined);
      client = undefined;
      if (ended) await within(CLOSE_MS, ended);
      socket?.destroy();
    },
  };
}

function listenOn(channel: string): string {
  return `listen ${pg.escapeIdentifier(channel)}`;
}
