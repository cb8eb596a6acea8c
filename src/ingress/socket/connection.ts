import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as wait } from 'node:timers/promises';
import { type Logger as ClientLogger, LogLevel, SocketModeClient } from '@slack/socket-mode';
import { HavocError, type HavocErrorDetails, networkCauseOf } from '../../base/index.js';
import { SLACK_WAITS_MS, type SocketEnvelope, type SocketMessage } from '../../slack/index.js';
import { redactText } from '../../traffic/index.js';
import type { WayIn } from './open.js';

/** One WebSocket to Slack that has said hello. */
export interface Connection {
  /** How long Slack means to keep it, in milliseconds; undefined where it did not say. */
  readonly keptMs: number | undefined;
  /** Whether it is open, and Slack was heard of lately. */
  isUp(): boolean;
  /**
   * Whether the text was handed to the open connection. Whether it arrives nobody tells: where the connection breaks
   * soon after, the listener has it back.
   */
  send(text: string): boolean;
  /** Closes it; one that does not answer to that is cut. */
  end(): Promise<void>;
}

/** Told what comes over a connection, from its hello on. */
export interface ConnectionListener {
  onEnvelope(envelope: SocketEnvelope, connection: Connection): void;
  /** Slack is about to close it, or will soon. */
  onDisconnect(reason: string): void;
  /**
   * Once, when it is gone for whatever reason.
   *
   * @param unheard what was sent lately, and may be lost: none where havoc closed it
   */
  onGone(reason: string, unheard: readonly string[]): void;
}

/** Bounds in milliseconds. */
export interface ConnectionTiming {
  /** From the beginning to Slack's hello. */
  helloMs: number;
  /** From a ping of ours to its pong. */
  pongMs: number;
  /** Without any ping or message of Slack's. */
  silenceMs: number;
  /** From the close to Slack's close. */
  closeMs: number;
}

export interface ConnectOptions {
  /** What came of `apps.connections.open`. */
  opened: WayIn;
  read: (text: string) => SocketMessage | undefined;
  listener: ConnectionListener;
  timing: ConnectionTiming;
  signal: AbortSignal;
}

/**
 * Slack's own client, for one connection alone: it asks for no other address, does not reconnect, and stays when
 * Slack announces an end, since another connection is to be open before this one goes.
 */
class OneConnection extends SocketModeClient {
  constructor(
    { opened, timing }: ConnectOptions,
    logger: ClientLogger,
    private readonly hear: (text: string) => SocketMessage | undefined,
  ) {
    super({
      // The address stands in Slack's answer already; this client never asks for one.
      appToken: 'none',
      autoReconnectEnabled: false,
      clientPingTimeout: timing.pongMs,
      serverPingTimeout: timing.silenceMs,
      logger,
      // One of our own keeps the client from cutting a line that does not close, so there is none without a proxy.
      ...(opened.dispatcher && { dispatcher: opened.dispatcher }),
      clientOptions: { fetch: async () => Response.json(opened.body), retryConfig: { retries: 0 } },
    });
  }

  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    // Slack sends text alone; what else comes is as unreadable as nothing.
    const text = typeof data === 'string' ? data : '';
    if (this.hear(text)?.type === 'hello') await super.onWebSocketMessage(data, isBinary);
  }
}

/**
 * Opens a connection to the address that Slack gave.
 *
 * @throws HavocError `socket.not_connected` (unavailable), with its `reason`, where no hello comes in time, Slack turns
 * it away, or the signal ends it
 */
export function connect(options: ConnectOptions): Promise<Connection> {
  const { opened, read, listener, timing, signal } = options;
  let state: 'new' | 'up' | 'gone' = 'new';
  let reason = 'Slack closed it';
  let heardAtMs = performance.now();
  let ending: Promise<void> | undefined;
  /** What Slack may not have read yet, oldest first. */
  let recent: { text: string; atMs: number }[] = [];
  let settleGone: () => void = () => {};
  const isGone = new Promise<void>((resolve) => {
    settleGone = resolve;
  });

  return new Promise((resolve, reject) => {
    const client = new OneConnection(options, quiet(noteReason), hear);
    const watch = setInterval(look, Math.min(timing.helloMs, timing.silenceMs) / 4);
    const startedMs = heardAtMs;
    client.once('close', gone);
    client.on('connecting', () => state === 'gone' && queueMicrotask(cut));
    signal.addEventListener('abort', giveUp);
    subscribe('undici:websocket:ping', onPing);
    subscribe('undici:client:connectError', onConnectError);
    client.start().catch((thrown: unknown) => {
      if (thrown instanceof Error) noteReason(thrown.message);
      gone();
    });
    if (signal.aborted) giveUp();

    const connection = {
      keptMs: undefined as number | undefined,
      isUp: () => state === 'up' && client.websocket?.isActive() === true,
      send(text: string) {
        if (!connection.isUp()) return false;
        // The client calls back before it returns; one that would do so later has handed over nothing yet.
        let isHandedOver = false;
        client.websocket?.send(text, (failure) => {
          isHandedOver = failure === undefined;
        });
        if (isHandedOver) remember(text);
        return isHandedOver;
      },
      end,
    };

    function remember(text: string): void {
      const nowMs = performance.now();
      const first = recent[0];
      if (first && nowMs - first.atMs > 2 * SLACK_WAITS_MS) recent = recent.filter(isAwaited);
      recent.push({ text, atMs: nowMs });
    }

    function hear(text: string): SocketMessage | undefined {
      heardAtMs = performance.now();
      const message = read(text);
      if (state === 'gone' || message === undefined) return undefined;
      if (message.type === 'hello' && state === 'new') {
        state = 'up';
        connection.keptMs = message.keptMs;
        signal.removeEventListener('abort', giveUp);
        resolve(connection);
      } else if (message.type === 'disconnect') {
        // Before its hello, Slack turns away by that.
        if (state === 'new') endBecause(message.reason);
        else listener.onDisconnect(message.reason);
      } else if (message.type === 'envelope') listener.onEnvelope(message, connection);
      return message;
    }

    /** The client tells nobody of Slack's pings; the address is this connection's alone. */
    function onPing(message: unknown): void {
      if (isPingOf(message, opened.url)) heardAtMs = performance.now();
    }

    /** The client tells no more than that it failed. */
    function onConnectError(message: unknown): void {
      const failure = state === 'new' ? connectErrorOf(message, new URL(opened.url).host) : undefined;
      if (failure !== undefined) noteReason(networkCauseOf(failure));
    }

    function look(): void {
      const nowMs = performance.now();
      if (state === 'new' && nowMs - startedMs > timing.helloMs)
        endBecause('Slack did not say hello in time');
      if (state === 'up' && nowMs - heardAtMs > timing.silenceMs) endBecause('Slack has fallen silent');
    }

    function giveUp(): void {
      endBecause('havoc is stopping');
    }

    function endBecause(why: string): void {
      noteReason(why);
      void end();
    }

    function end(): Promise<void> {
      ending ??= close();
      return ending;
    }

    async function close(): Promise<void> {
      if (state === 'gone') return;
      client.websocket?.disconnect();
      const timer = new AbortController();
      await Promise.race([isGone, wait(timing.closeMs, undefined, { signal: timer.signal }).catch(() => {})]);
      timer.abort();
      cut();
      gone();
    }

    /** Asked again while it closes, the client cuts the line; asked once more, it lets go of its timers too. */
    function cut(): void {
      for (const _ of ['close', 'cut', 'let go']) client.websocket?.disconnect();
    }

    function gone(): void {
      if (state === 'gone') return;
      const wasUp = state === 'up';
      state = 'gone';
      clearInterval(watch);
      unsubscribe('undici:websocket:ping', onPing);
      unsubscribe('undici:client:connectError', onConnectError);
      signal.removeEventListener('abort', giveUp);
      settleGone();
      const unheard = ending ? [] : recent.filter(isAwaited).map(({ text }) => text);
      if (wasUp) listener.onGone(reason, unheard);
      else reject(new HavocError(notConnected(reason)));
    }

    function noteReason(text: string): void {
      reason = redactText(text).slice(0, 200);
    }
  });
}

function isAwaited({ atMs }: { atMs: number }): boolean {
  return performance.now() - atMs <= SLACK_WAITS_MS;
}

function isPingOf(message: unknown, url: string): boolean {
  if (typeof message !== 'object' || message === null || !('websocket' in message)) return false;
  const { websocket } = message;
  return typeof websocket === 'object' && websocket !== null && 'url' in websocket && websocket.url === url;
}

/** @see https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md#undiciclientconnecterror */
function connectErrorOf(message: unknown, host: string): unknown {
  const { error, connectParams } = message as { error?: unknown; connectParams?: { host?: string } };
  return connectParams?.host === host ? error : undefined;
}

/** The client logs whole messages, and addresses that let in; of all that, only why it gives up is of use. */
function quiet(onTrouble: (text: string) => void): ClientLogger {
  const ignore = () => {};
  const note = (...parts: unknown[]) => onTrouble(parts.map(String).join(' '));
  return {
    debug: ignore,
    info: ignore,
    warn: note,
    error: note,
    setLevel: ignore,
    getLevel: () => LogLevel.ERROR,
    setName: ignore,
  };
}

function notConnected(reason: string): HavocErrorDetails {
  return {
    kind: 'unavailable',
    code: 'socket.not_connected',
    message: `No connection to Slack came about: ${reason}.`,
    fields: { reason },
  };
}
