import { toHavocError, within } from '../../base/index.js';
import type { SocketEnvelope } from '../../slack/index.js';
import { type Connection, type ConnectionTiming, connect } from './connection.js';
import type { Open } from './open.js';
import type { Take } from './take.js';

/** A connection that serves, and what is under way on it. */
export interface Session {
  connection: Connection;
  /** As performance.now() has it. */
  openedMs: number;
  /** Resolves when another connection should take its place. */
  ending: Promise<Ending>;
  /**
   * Closes the connection as soon as what came over it is acknowledged. One that Slack has only warned of takes
   * what comes until Slack sends nothing more down it, so that nothing meets a closed door.
   */
  leave(): Promise<void>;
}

/** Slack's word for why, or havoc's, and how long Slack is better left alone after it. */
export interface Ending {
  reason: string;
  waitMs: number;
}

/** Why no session came about, for people, and the least to wait before the next try. */
export interface Failure {
  problem: string;
  waitMs: number;
}

/** Bounds in milliseconds. */
export interface SessionTiming extends ConnectionTiming {
  /** A connection is to be replaced at this age at the latest. */
  oldestMs: number;
  /** How long a connection that Slack has warned of goes on beside the next, until Slack asks to refresh it. */
  lingerMs: number;
  /** How long what is under way is waited for before its connection is closed. */
  settleMs: number;
}

export interface SessionOptions {
  open: Open;
  take: Take;
  timing: SessionTiming;
  /** Ends the opening, and lets nothing more be taken. */
  signal: AbortSignal;
  /** Where an acknowledgement goes whose own connection is gone. */
  sendElsewhere: (text: string) => boolean;
  /** Where what may be lost with its connection is sent once more. */
  sendAgain: (texts: readonly string[]) => void;
}

/** Of the time that Slack means to keep a connection: it is Slack that announces the end, as a rule. */
const KEPT_SHARE = 1.1;

/** Reasons of Slack's that another connection would meet again. */
const LEFT_ALONE_MS: Readonly<Record<string, number>> = {
  too_many_websockets: 30_000,
  link_disabled: 60_000,
};

/** Asks Slack for a way in, and connects. Never rejects. */
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

/** Resolves when nothing is under way any more. */
async function settled(work: ReadonlySet<Promise<void>>): Promise<void> {
  while (work.size > 0) await Promise.all(work);
}
