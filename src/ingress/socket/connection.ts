import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as wait } from 'node:timers/promises';
import { type Logger as ClientLogger, LogLevel, SocketModeClient } from '@slack/socket-mode';
import { HavocError, type HavocErrorDetails, networkCauseOf } from '../../base/index.js';
import { SLACK_WAITS_MS, type SocketEnvelope, type SocketMessage } from '../../slack/index.js';
import { redactText } from '../../traffic/index.js';
import type { WayIn } from './open.js';

/** One WebSocket on which Slack has said hello. */
export interface Connection {
  /** How long Slack plans to keep it open, in milliseconds; undefined if Slack did not say. */
  readonly keptMs: number | undefined;
  /** True if it is open and Slack was heard from recently. */
  isUp(): boolean;
  /**
   * Hands a text to the open connection. Returns false if that was not possible. Nothing confirms that the text
   * arrives. If the connection breaks soon after, `onGone` gives the text back.
   */
  send(text: string): boolean;
  /** Closes it. If Slack does not answer the close in time, cuts the connection. */
  end(): Promise<void>;
}

/** Called for events on a connection after its hello. */
export interface ConnectionListener {
  onEnvelope(envelope: SocketEnvelope, connection: Connection): void;
  /** Called when Slack announces that it will close the connection, now or soon. */
  onDisconnect(reason: string): void;
  /**
   * Called once, when the connection is gone for any reason.
   *
   * @param unheard the texts that were sent recently and may be lost; empty if havoc closed the connection
   */
  onGone(reason: string, unheard: readonly string[]): void;
}

/** Bounds in milliseconds. */
export interface ConnectionTiming {
  /** From the start of connecting to Slack's hello. */
  helloMs: number;
  /** From havoc's ping to its pong. */
  pongMs: number;
  /** Without any ping or message from Slack. */
  silenceMs: number;
  /** From havoc's close to Slack's close. */
  closeMs: number;
}

export interface ConnectOptions {
  /** The result of `apps.connections.open`. */
  opened: WayIn;
  read: (text: string) => SocketMessage | undefined;
  listener: ConnectionListener;
  timing: ConnectionTiming;
  signal: AbortSignal;
}

/**
 * Slack's own client, limited to one connection. It asks for no other address and does not reconnect. It stays
 * connected when Slack announces an end, because another connection should be open before this one closes.
 */
class OneConnection extends SocketModeClient {
  constructor(
    { opened, timing }: ConnectOptions,
    logger: ClientLogger,
    private readonly hear: (text: string) => SocketMessage | undefined,
  ) {
    super({
      // Slack's answer already contains the address, so this client never asks for one.
      appToken: 'none',
      autoReconnectEnabled: false,
      clientPingTimeout: timing.pongMs,
      serverPingTimeout: timing.silenceMs,
      logger,
      // With a dispatcher from outside, the client cannot cut a connection that does not close. So it gets one only
      // for a proxy.
      ...(opened.dispatcher && { dispatcher: opened.dispatcher }),
      clientOptions: { fetch: async () => Response.json(opened.body), retryConfig: { retries: 0 } },
    });
  }

  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    // Slack sends only text. Anything else is read as an empty text, which is unreadable.
    const text = typeof data === 'string' ? data : '';
    if (this.hear(text)?.type === 'hello') await super.onWebSocketMessage(data, isBinary);
  }
}

/**
 * Opens a connection to the address that Slack gave.
 *
 * @throws HavocError `socket.not_connected` (unavailable), with its `reason`, if no hello comes in time, Slack refuses
 * the connection, or the signal aborts
 */
export function connect(options: ConnectOptions): Promise<Connection> {
  const { opened, read, listener, timing, signal } = options;
  let state: 'new' | 'up' | 'gone' = 'new';
  let reason = 'Slack closed the connection';
  let heardAtMs = performance.now();
  let ending: Promise<void> | undefined;
  /** The texts that Slack may not have read yet, oldest first. */
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
        // The client calls back before `send` returns. If it does not, the text was not handed over.
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
        // Before its hello, Slack refuses a connection with this message.
        if (state === 'new') endBecause(message.reason);
        else listener.onDisconnect(message.reason);
      } else if (message.type === 'envelope') listener.onEnvelope(message, connection);
      return message;
    }

    /** Notes a ping from Slack, because the client does not report it. No other connection has this address. */
    function onPing(message: unknown): void {
      if (isPingOf(message, opened.url)) heardAtMs = performance.now();
    }

    /** Notes why connecting failed, because the client reports only that it failed. */
    function onConnectError(message: unknown): void {
      const failure = state === 'new' ? connectErrorOf(message, new URL(opened.url).host) : undefined;
      if (failure !== undefined) noteReason(networkCauseOf(failure));
    }

    function look(): void {
      const nowMs = performance.now();
      if (state === 'new' && nowMs - startedMs > timing.helloMs)
        endBecause('Slack did not say hello in time');
      if (state === 'up' && nowMs - heardAtMs > timing.silenceMs)
        endBecause('Slack has sent nothing for too long');
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

    /** Ends the connection: the first call closes it, the second cuts it, and the third clears the client's timers. */
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

/** Keeps only warnings and errors. The client also logs whole messages, and addresses that grant access. */
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
    message: `havoc could not connect to Slack: ${reason}.`,
    fields: { reason },
  };
}
