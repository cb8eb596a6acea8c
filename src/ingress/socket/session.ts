import { toHavocError, within } from '../../base/index.js';
import type { SocketEnvelope } from '../../slack/index.js';
import { type Connection, type ConnectionTiming, connect } from './connection.js';
import type { Open } from './open.js';
import type { Take } from './take.js';

/** A connection that is serving, and the work that is under way on it. */
export interface Session {
  connection: Connection;
  /** When the connection opened, by performance.now(). */
  openedMs: number;
  /** Resolves when another connection should replace this one. */
  ending: Promise<Ending>;
  /**
   * Closes the connection once everything that came over it is acknowledged. After Slack's warning, the connection
   * first stays open and accepts envelopes, until Slack asks to refresh it or closes it, or `lingerMs` have passed.
   * So no envelope arrives at a closed connection.
   */
  leave(): Promise<void>;
}

/** Why a connection ends, in Slack's words or havoc's, and how long to wait before connecting again. */
export interface Ending {
  reason: string;
  waitMs: number;
}

/** Why no session could be opened, for people, and the shortest wait before the next try. */
export interface Failure {
  problem: string;
  waitMs: number;
}

/** Bounds in milliseconds. */
export interface SessionTiming extends ConnectionTiming {
  /** The age at which a connection is replaced at the latest. */
  oldestMs: number;
  /** How long a connection stays open beside the next one after Slack's warning, unless Slack asks to refresh it. */
  lingerMs: number;
  /** How long to wait for work that is under way before its connection is closed. */
  settleMs: number;
}

export interface SessionOptions {
  open: Open;
  take: Take;
  timing: SessionTiming;
  /** Ends the opening. After it aborts, no more envelopes are accepted. */
  signal: AbortSignal;
  /** Sends an acknowledgement whose own connection is gone. */
  sendElsewhere: (text: string) => boolean;
  /** Sends again the acknowledgements that may be lost with their connection. */
  sendAgain: (texts: readonly string[]) => void;
}

/**
 * A connection is replaced after this share of the time that Slack plans to keep it. The share is above 1, because
 * Slack usually announces the end itself.
 */
const KEPT_SHARE = 1.1;

/** How long to wait after a reason from Slack that would also end the next connection. */
const LEFT_ALONE_MS: Readonly<Record<string, number>> = {
  too_many_websockets: 30_000,
  link_disabled: 60_000,
};

/** Asks Slack for an address, and connects. Never rejects. */
export async function openSession(options: SessionOptions): Promise<Session | Failure> {
  const { open, take, timing, signal, sendElsewhere, sendAgain } = options;
  const opened = await open(signal);
  if ('problem' in opened) return opened;
  const work = new Set<Promise<void>>();
  let end: (ending: Ending) => void = () => {};
  const ending = new Promise<Ending>((resolve) => {
    end = resolve;
  });

  let noMoreComes: () => void = () => {};
  const nothingMoreComes = new Promise<void>((resolve) => {
    noMoreComes = resolve;
  });

  function onEnvelope(envelope: SocketEnvelope, connection: Connection): void {
    if (signal.aborted) return;
    const send = (text: string) => connection.send(text) || sendElsewhere(text);
    const done = take.take(envelope, send).finally(() => work.delete(done));
    work.add(done);
  }

  try {
    const onEnd = (reason: string) => {
      if (reason !== 'warning') noMoreComes();
      end({ reason, waitMs: LEFT_ALONE_MS[reason] ?? 0 });
    };
    const onGone = (reason: string, unheard: readonly string[]) => {
      onEnd(reason);
      sendAgain(unheard);
    };
    const listener = { onEnvelope, onDisconnect: onEnd, onGone };
    const connection = await connect({ opened, read: take.read, listener, timing, signal });
    const { keptMs = Number.POSITIVE_INFINITY } = connection;
    const age = setTimeout(onEnd, Math.min(timing.oldestMs, keptMs * KEPT_SHARE), 'age');
    return {
      connection,
      openedMs: performance.now(),
      ending,
      async leave() {
        clearTimeout(age);
        await within(timing.lingerMs, nothingMoreComes, signal);
        await within(timing.settleMs, settled(work));
        await connection.end();
      },
    };
  } catch (thrown) {
    const { message, fields } = toHavocError(thrown);
    return { problem: message, waitMs: LEFT_ALONE_MS[String(fields.reason)] ?? 0 };
  }
}

export function isFailure(result: Session | Failure): result is Failure {
  return 'problem' in result;
}

/** Resolves when no work is under way. */
async function settled(work: ReadonlySet<Promise<void>>): Promise<void> {
  while (work.size > 0) await Promise.all(work);
}
