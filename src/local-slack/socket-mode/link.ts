import type { RawData, WebSocket } from 'ws';
import { isObject } from '../../base/index.js';
import type { Json } from '../model.js';
import type { FailureReason } from '../push/push.js';
import { parseObject } from '../web-api/read-body.js';
import type { Envelope } from './envelope.js';

// A connection opens with a hello, or is turned away at once as one too many. While it is open it takes
// envelopes and pings the app. When its time comes it is warned, which changes nothing else, and then asked to
// refresh: it takes no more envelopes from then on, but what is under way can still be acknowledged until the
// app closes it, or has had its time to. A silent one is as good as unplugged: nothing goes down it and nothing
// is read from it. One whose app answers no ping, as a silent one's cannot, is cut after the third.

/** Why Slack ends a connection. docs.slack.dev/apis/events-api/using-socket-mode#disconnect */
export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';

/** One connection of the app. */
export interface Connection {
  /** Counts from 1. */
  readonly id: number;
  readonly openedAt: Date;
  /**
   * Sends this message; a warning and a request to refresh leave the app its time before the connection is
   * closed, the others close it at once.
   */
  disconnect(reason: DisconnectReason): void;
  /** Cuts it without a word, as a network does. */
  drop(): void;
  /** From now on nothing comes from it, and nothing that it is sent arrives. It looks open all the while. */
  silence(): void;
}

/** What came of an envelope. */
export type Acknowledged = { payload: Json } | { failure: FailureReason };

export interface Link extends Connection {
  /** Whether it is to be given envelopes. */
  isOpen(): boolean;
  /** Hands the envelope over, and waits for its acknowledgement. Never throws. */
  deliver(envelope: Envelope, waiting: { timeoutMs: number; signal: AbortSignal }): Promise<Acknowledged>;
  /** Ends it by a close frame; a silent one is cut. */
  close(): void;
}

export interface LinkOptions {
  id: number;
  openedAt: Date;
  appId: string;
  /** With this one. */
  connections: number;
  /** How long until it is to be refreshed, and how long before that it is warned. */
  livesMs: number;
  warnsBeforeMs: number;
  pingEveryMs: number;
  /** After the connection has ended, in whatever way. */
  onEnd: () => void;
}

const MOST_UNANSWERED_PINGS = 3;

export function createLink(socket: WebSocket, options: LinkOptions): Link {
  const { id, openedAt, appId, connections, livesMs, warnsBeforeMs, pingEveryMs, onEnd } = options;
  const host = `applink-${id}`;
  const waiting = new Map<string, (outcome: Acknowledged) => void>();
  const timers = new Set<NodeJS.Timeout>();
  let state: 'open' | 'leaving' | 'ended' = 'open';
  let isSilent = false;
  let unansweredPings = 0;

  const tell = (message: object) => {
    if (!isSilent && socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  // A close frame would tell the app of a silent one, which only sees it cut.
  const close = () => (isSilent ? socket.terminate() : socket.close(1000));
  const later = (run: () => void, afterMs: number) => timers.add(setTimeout(run, afterMs).unref());

  function disconnect(reason: DisconnectReason): void {
    if (state !== 'open') return;
    tell({ type: 'disconnect', reason, debug_info: { host } });
    if (reason === 'warning') return void later(() => disconnect('refresh_requested'), warnsBeforeMs);
    state = 'leaving';
    if (reason === 'refresh_requested') later(close, warnsBeforeMs);
    else close();
  }

  function ping(): void {
    unansweredPings += 1;
    if (unansweredPings > MOST_UNANSWERED_PINGS) socket.terminate();
    else if (!isSilent && socket.readyState === socket.OPEN) socket.ping(`Ping from ${host}`);
  }

  function acknowledge(data: RawData): void {
    const { envelope_id, payload } = parseObject(String(data)) ?? {};
    waiting.get(String(envelope_id))?.({ payload: isObject(payload) ? payload : {} });
  }

  function end(): void {
    state = 'ended';
    clearInterval(pinging);
    for (const timer of timers) clearTimeout(timer);
    for (const settle of waiting.values()) settle({ failure: 'connection_failed' });
    onEnd();
  }

  const pinging = setInterval(ping, pingEveryMs).unref();
  socket.on('pong', () => {
    unansweredPings = 0;
  });
  socket.on('message', acknowledge);
  socket.on('error', () => socket.terminate());
  socket.on('close', end);
  if (livesMs > warnsBeforeMs) later(() => disconnect('warning'), livesMs - warnsBeforeMs);
  else later(() => disconnect('refresh_requested'), livesMs);
  tell({
    type: 'hello',
    num_connections: connections,
    debug_info: { host, build_number: 1, approximate_connection_time: Math.round(livesMs / 1000) },
    connection_info: { app_id: appId },
  });

  return {
    id,
    openedAt,
    isOpen: () => state === 'open' && socket.readyState === socket.OPEN,
    deliver: (envelope, { timeoutMs, signal }) =>
      new Promise((resolve) => {
        const settle = (outcome: Acknowledged) => {
          waiting.delete(envelope.envelope_id);
          clearTimeout(timer);
          signal.removeEventListener('abort', giveUp);
          resolve(outcome);
        };
        const giveUp = () => settle({ failure: 'connection_failed' });
        const timer = setTimeout(() => settle({ failure: 'timeout' }), timeoutMs);
        waiting.set(envelope.envelope_id, settle);
        if (signal.aborted) return giveUp();
        signal.addEventListener('abort', giveUp);
        tell(envelope);
      }),
    close,
    disconnect,
    drop: () => socket.terminate(),
    silence: () => {
      isSilent = true;
      socket.pause();
    },
  };
}
