import { Socket } from 'node:net';
import pg from 'pg';
import { backoffMs, within } from '../base/index.js';
import type { Logger } from '../log/index.js';
import { prepareSession } from './session.js';

/** One connection that receives NOTIFY payloads. */
export interface Listener {
  /** Calls `onPayload` with each payload on the channel. If there is no connection, starts once there is one. */
  listen(channel: string, onPayload: (payload: string) => void): void;
  /** Calls the listener after each connect. Payloads sent while there was no connection are lost. */
  onConnected(listener: () => void): void;
  isConnected(): boolean;
  /** Closes the connection. No payload arrives after that. */
  stop(): Promise<void>;
}

export interface ListenerOptions {
  /** Must not lead to a pooler in transaction or statement mode, since LISTEN needs a session of its own. */
  url: string;
  log: Logger;
  /** How long connecting may take. The default is 5 s. */
  connectWaitMs?: number;
  /** How often a query tests the connection, to detect one that died without an error. The default is 15 s. */
  checkMs?: number;
}

const RECONNECT = { firstMs: 100, mostMs: 5_000 };
/** How long `stop` waits for the server to close its end. A server that stopped responding never does. */
const CLOSE_MS = 1_000;

/**
 * Creates a listener with its own connection outside the pool. It reconnects until it is stopped. Payloads sent while
 * there is no connection are lost, so callers must also poll for the changes that the payloads announce.
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
      // A TLS file that the URL names may be missing for a moment while it is replaced.
      return lost(undefined, failure);
    }
    // Added before connecting: a connection may break at any time, and an error without a listener ends the process.
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
    if (failures > 0) log.info('the connection for messages from other replicas is restored');
    failures = 0;
    for (const listener of onConnected) listener();
  }

  function lost(which: pg.Client | undefined, cause: unknown): void {
    if (client === which) client = undefined;
    if (stopped) return;
    failures++;
    if (failures === 1) {
      log.warn(
        { err: cause },
        'the connection for messages from other replicas is lost; havoc polls until it is restored',
      );
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
    // If the connection died without an error, this query times out. The error event then opens a new connection.
    const checked = client;
    checked?.query('select 1').catch(() => {
      if (client === checked) checked.emit('error', new Error('The connection stopped responding.'));
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
      // Without a connection, the next one listens to the channel. If this query fails, the connection is lost.
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
