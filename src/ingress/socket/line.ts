import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs } from '../../base/index.js';
import type { Logger } from '../../log/index.js';
import { SLACK_WAITS_MS } from '../../slack/index.js';
import type { Connection } from './connection.js';
import type { Open } from './open.js';
import { type Ending, isFailure, openSession, type Session, type SessionTiming } from './session.js';
import type { Take } from './take.js';

/** Keeps one connection to Slack up, by replacing it whenever it ends. */
export interface Line {
  isUp(): boolean;
  /** Why the line is not up; undefined if it is. */
  problem(): string | undefined;
  /** Accepts no more envelopes, acknowledges those that it has, and closes. */
  stop(): Promise<void>;
}

/** Bounds in milliseconds. */
export interface LineTiming extends SessionTiming {
  /** A connection that lasted less than this counts as a failure, so that the next one waits. */
  shortLifeMs: number;
  /** The wait after the first failure, and the longest wait after further ones. */
  firstRetryMs: number;
  mostRetryMs: number;
}

export interface LineOptions {
  open: Open;
  take: Take;
  log: Logger;
  timing: LineTiming;
  /** Reserves an extra connection. Resolves with a function that gives it back, or with undefined if ten are open. */
  takeSpare: () => Promise<(() => void) | undefined>;
}

/** From this length on, a wait is logged as an error, so that a person notices. */
const LONG_WAIT_MS = 30_000;

/**
 * Opens one connection after another. A line is *opening* or *serving*. While it is opening, it has no connection, or
 * only one that is about to close. If Slack announces that it will close the current connection, or if that connection
 * is old, the next one opens before the current one closes. If there are ten connections already, the current one
 * closes first. If a connection ends by itself, the next one opens at once. If a connection cannot be opened or lasts
 * only briefly, the next try waits with backoff.
 */
export function startLine({ open, take, log, timing, takeSpare }: LineOptions): Line {
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = new Promise<Ending>((resolve) => {
    signal.addEventListener('abort', () => resolve({ reason: 'havoc is stopping', waitMs: 0 }));
  });
  /** Sessions that are about to close. They accept envelopes until they close. */
  const leaving = new Map<Session, Promise<void>>();
  let serving: Session | undefined;
  let problem: string | undefined = 'connecting';
  let failures = 0;
  /** Acknowledgements that may be lost with their connection. They are sent again on the next one. */
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
      log.info({ reason, lived_ms: Math.round(livedMs) }, 'replacing a connection to Slack');
      problem = reason;
      failures = livedMs < timing.shortLifeMs ? failures + 1 : 0;
      if (waitMs > 0) void leaveServing();
      await pause(waitMs);
    }
  }

  /** Opens the next session. After a failure, waits and resolves with undefined. */
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

  /** Sends on any connection that is up. Slack's own clients also acknowledge on whichever connection they have. */
  function sendElsewhere(text: string): boolean {
    return connections().some((connection) => connection.send(text));
  }

  /** Repeats acknowledgements that may be lost. If Slack has already read one, the repetition changes nothing. */
  function sendAgain(texts: readonly string[]): void {
    const untilMs = performance.now() + SLACK_WAITS_MS;
    for (const text of texts) if (!sendElsewhere(text)) unheard.push({ text, untilMs });
  }

  function connections(): Connection[] {
    return [...(serving ? [serving] : []), ...leaving.keys()].map(({ connection }) => connection);
  }

  /** Closes the serving connection once its work is done. Until then it accepts envelopes. */
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
