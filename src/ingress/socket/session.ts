import { setTimeout as wait } from 'node:timers/promises';
import { toHavocError } from '../../base/index.js';
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
  /** Closes the connection as soon as what came over it is acknowledged. */
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
}

/** Of the time that Slack means to keep a connection; what is left is for opening the next one. */
const KEPT_SHARE = 0.9;

/** Reasons of Slack's that another connection would meet again. */
const LEFT_ALONE_MS: Readonly<Record<string, number>> = {
  too_many_websockets: 30_000,
  link_disabled: 60_000,
};

/** Asks Slack for a way in, and connects. Never rejects. */
export async function openSession(options: SessionOptions): Promise<Session | Failure> {
  const { open, take, timing, signal, sendElsewhere } = options;
  const opened = await open(signal);
  if ('problem' in opened) return opened;
  const work = new Set<Promise<void>>();
  let end: (ending: Ending) => void = () => {};
  const ending = new Promise<Ending>((resolve) => {
    end = resolve;
  });

  function onEnvelope(envelope: SocketEnvelope, connection: Connection): void {
    if (signal.aborted) return;
    const send = (text: string) => connection.send(text) || sendElsewhere(text);
    const done = take.take(envelope, send).finally(() => work.delete(done));
    work.add(done);
  }

  try {
    const onEnd = (reason: string) => end({ reason, waitMs: LEFT_ALONE_MS[reason] ?? 0 });
    const listener = { onEnvelope, onDisconnect: onEnd, onGone: onEnd };
    const connection = await connect({ opened, read: take.read, listener, timing, signal });
    const { keptMs = Number.POSITIVE_INFINITY } = connection;
    const age = setTimeout(onEnd, Math.min(timing.oldestMs, keptMs * KEPT_SHARE), 'age');
    return {
      connection,
      openedMs: performance.now(),
      ending,
      async leave() {
        clearTimeout(age);
        await settle(work, timing.settleMs);
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

/** Resolves when nothing is under way, or the time is over. */
async function settle(work: ReadonlySet<Promise<void>>, withinMs: number): Promise<void> {
  const timer = new AbortController();
  let isLate = false;
  const late = wait(withinMs, undefined, { signal: timer.signal }).then(
    () => {
      isLate = true;
    },
    () => {},
  );
  while (work.size > 0 && !isLate) await Promise.race([Promise.all(work), late]);
  timer.abort();
}
