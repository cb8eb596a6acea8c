import type { RawData, WebSocket } from 'ws';
import { isObject } from '../../../base/index.js';
import type { Json } from '../../model.js';
import { parseObject } from '../../web-api/read-body.js';
import type { FailureReason } from '../push.js';
import type { Envelope } from './envelope.js';

// A connection is open, leaving or ended.
//
// Open: it starts with a hello, delivers envelopes and pings the app. Shortly before the end of its lifetime it sends
// a warning, which changes nothing else.
// Leaving: it has sent a disconnect message other than the warning, such as the request to refresh. It takes no new
// envelopes. After a request to refresh, the app can still acknowledge earlier envelopes until either side closes
// the connection.
// Ended: it is closed. Envelopes that were not acknowledged have failed.
//
// A silenced connection acts like an unplugged cable: it sends nothing and reads nothing.
// A connection is cut when the app leaves three pings unanswered. So a silenced connection is cut, too.

/** Why Slack ends a connection. docs.slack.dev/apis/events-api/using-socket-mode#disconnect */
export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';

/** One connection of the app. */
export interface Connection {
  /** Counts from 1. */
  readonly id: number;
  readonly openedAt: Date;
  /**
   * Sends a disconnect message with this reason. After a warning or a request to refresh, the app has some time
   * before the connection is closed. The other reasons close it at once.
   */
  disconnect(reason: DisconnectReason): void;
  /** Cuts the connection without a close frame, like a network failure. */
  drop(): void;
  /** Stops all traffic in both directions. The connection still looks open. */
  silence(): void;
}

/** The outcome of an envelope. */
export type Acknowledged = { payload: Json } | { failure: FailureReason };

export interface Link extends Connection {
  /** True if the connection takes new envelopes. */
  isOpen(): boolean;
  /** Sends the envelope and waits for its acknowledgement. Never throws. */
  deliver(envelope: Envelope, waiting: { timeoutMs: number; signal: AbortSignal }): Promise<Acknowledged>;
  /** Closes the connection with a close frame, or cuts it if it is silenced. */
  close(): void;
}

export interface LinkOptions {
  id: number;
  openedAt: Date;
  appId: string;
  /** The number of open connections, including this one. */
  connections: number;
  /** The time from the hello to the request to refresh. */
  livesMs: number;
  /** The time from the warning to the request to refresh, and also from that request to the close. */
  warnsBeforeMs: number;
  pingEveryMs: number;
  /** Called once, when the connection has ended for any reason. */
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
  // A silenced connection sends nothing, not even a close frame.
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
