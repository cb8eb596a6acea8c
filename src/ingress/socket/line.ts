import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs } from '../../base/index.js';
import type { Logger } from '../../log/index.js';
import { SLACK_WAITS_MS } from '../../slack/index.js';
import type { Connection } from './connection.js';
import type { Open } from './open.js';
import { type Ending, isFailure, openSession, type Session, type SessionTiming } from './session.js';
import type { Take } from './take.js';

/** Keeps one connection to Slack up, by one after another. */
export interface Line {
  isUp(): boolean;
  /** Why it is not up, where it is not. */
  problem(): string | undefined;
  /** Takes nothing more, acknowledges what it has, and closes. */
  stop(): Promise<void>;
}

/** Bounds in milliseconds. */
export interface LineTiming extends SessionTiming {
  /** A connection that lived less than this counts as a failure, so that the next one waits. */
  shortLifeMs: number;
  /** The waits between failures, from the first to the longest. */
  firstRetryMs: number;
  mostRetryMs: number;
}

export interface LineOptions {
  open: Open;
  take: Take;
  log: Logger;
  timing: LineTiming;
  /** Leave to have one connection more for a moment, until it is given back; undefined where ten are open. */
  takeSpare: () => Promise<(() => void) | undefined>;
}

/** From here on a wait is so long that somebody should know. */
const LONG_WAIT_MS = 30_000;

/**
 * A line is *opening*, without a connection or beside one that is about to go, or *serving*. It opens one
 * connection after another: the next is open before the present one leaves, when Slack announces that it will
 * close it, or when it is old; where there are ten connections already, the present one goes first. One that
 * goes by itself is replaced at once; one that does not come about, or lives shortly, is tried again with backoff.
 */
export function startLine({ open, take, log, timing, takeSpare }: LineOptions): Line {
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = new Promise<Ending>((resolve) => {
    signal.addEventListener('abort', () => resolve({ reason: 'havoc is stopping', waitMs: 0 }));
  });
  /** Those that are about to close, and take what comes until they do. */
  const leaving = new Map<Session, Promise<void>>();
  let serving: Session | undefined;
  let problem: string | undefined = 'connecting';
  let failures = 0;
  /** What may be lost with its connection, and waits for the next one. */
  let unheard: { text: string; untilMs: number }[] = [];

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const session = await openNext();
      if (!session) continue;
      problem = undefined;
      log.info('connected to Slack');
      const { reason, waitMs } = await Promise.race([session.ending, stopped]);
      if (signal.aborted) return;
      const livedMs = performance.now() - session.openedMs;
      log.info({ reason, lived_ms: Math.round(livedMs) }, 'this connection to Slack is to be replaced');
      problem = reason;
      failures = livedMs < timing.shortLifeMs ? failures + 1 : 0;
      if (waitMs > 0) void leaveServing();
      await pause(waitMs);
    }
  }

  /** Undefined after a failure, which has been waited for. */
  async function openNext(): Promise<Session | undefined> {
    if (serving && !serving.connection.isUp()) void leaveServing();
    const giveBack = serving ? await takeSpare() : undefined;
    if (serving && !giveBack) await leaveServing();
    const session = await openSession({ open, take, timing, signal, sendElsewhere, sendAgain });
    if (isFailure(session)) {
      giveBack?.();
      failures++;
      report(session.problem, session.waitMs);
      await pause(session.waitMs);
      return undefined;
    }
    void leaveServing().then(giveBack);
    serving = session;
    for (const { text, untilMs } of unheard) {
      if (performance.now() < untilMs) session.connection.send(text);
    }
    unheard = [];
    return session;
  }

  /** Slack's own clients acknowledge on whatever connection they have by then, so that is as good. */
  function sendElsewhere(text: string): boolean {
    return connections().some((connection) => connection.send(text));
  }

  /** One that Slack has read already tells it nothing new. */
  function sendAgain(texts: readonly string[]): void {
    const untilMs = performance.now() + SLACK_WAITS_MS;
    for (const text of texts) if (!sendElsewhere(text)) unheard.push({ text, untilMs });
  }

  function connections(): Connection[] {
    return [...(serving ? [serving] : []), ...leaving.keys()].map(({ connection }) => connection);
  }

  /** Its last work done, the connection closes; meanwhile it takes what still comes. */
  function leaveServing(): Promise<void> {
    const session = serving;
    if (!session) return Promise.resolve();
    const left = session.leave().finally(() => leaving.delete(session));
    serving = undefined;
    leaving.set(session, left);
    return left;
  }

  async function pause(leastMs: number): Promise<void> {
    const { firstRetryMs: firstMs, mostRetryMs: mostMs } = timing;
    const backoff = failures > 0 ? backoffMs(failures, { firstMs, mostMs }) : 0;
    const ms = Math.max(leastMs, backoff);
    if (ms > 0) await wait(ms, undefined, { signal }).catch(() => {});
  }

  function report(found: string, waitMs: number): void {
    if (found === problem || signal.aborted) return;
    problem = found;
    if (waitMs >= LONG_WAIT_MS) log.error({ retry_in_ms: waitMs }, found);
    else log.warn(found);
  }

  const running = run();
  return {
    isUp: () => connections().some((connection) => connection.isUp()),
    problem: () => problem,
    async stop() {
      stopping.abort();
      await running;
      await leaveServing();
      await Promise.all(leaving.values());
    },
  };
}
