import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs } from '../base/index.js';
import type { Logger } from '../log/index.js';
import { isPassing, type SlackAnswer, type SlackRequest } from '../slack/index.js';
import { askIdentity, type Identity } from './identity.js';
import { type Installation, tenantOf } from './installation.js';

/** The installation to which SLACK_BOT_TOKEN belongs. */
export interface Identified {
  installation: Installation;
  /** Slack's answer to auth.test. */
  identity: Record<string, unknown>;
  tenant: string;
  /** When Slack was asked. */
  at: Date;
}

export interface EnvironmentTokenOptions {
  /** SLACK_BOT_TOKEN. */
  token: string | undefined;
  call: (request: SlackRequest) => Promise<SlackAnswer>;
  log: Logger;
  /** How long a call waits for Slack to identify the token. The default is 3 s. */
  patienceMs?: number;
  /** Stores what Slack said. A failure is logged, and Slack is asked again. */
  onIdentified: (identified: Identified) => Promise<void>;
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  now?: () => Date;
}

/** The bot token that the environment gives, beside the tokens of OAuth. */
export interface EnvironmentToken {
  readonly token: string | undefined;
  /** Starts to ask Slack whose token it is. Repeats in the background until Slack has said it and it is stored. */
  start(): void;
  stop(): Promise<void>;
  /** Undefined until Slack has identified the token. */
  identified(): Identified | undefined;
  /** Slack's error if it refuses to identify the token. */
  refusal(): string | undefined;
  /** Waits until Slack accepts or refuses the token, `patienceMs` have passed, or the caller's signal aborts. */
  untilAnswered(signal: AbortSignal | undefined): Promise<void>;
}

/**
 * Creates the holder of SLACK_BOT_TOKEN, which asks Slack in the background whose token it is. Slack may be unreachable
 * when havoc starts. havoc still accepts Slack's requests then. Only its own calls wait.
 */
export function createEnvironmentToken(options: EnvironmentTokenOptions): EnvironmentToken {
  const { token, call, log, onIdentified, patienceMs = 3_000 } = options;
  const { sleep = (ms, signal) => wait(ms, undefined, { signal, ref: false }) } = options;
  const { now = () => new Date() } = options;
  const stopping = new AbortController();
  const waiters = new Set<() => void>();
  let identified: Identified | undefined;
  let isStored = false;
  let refusal: string | undefined;
  let asking: Promise<void> | undefined;

  async function askUntilKnown(known: string): Promise<void> {
    for (let attempt = 1; !stopping.signal.aborted; attempt++) {
      const heldMs = identified ? 0 : await askOnce(known, attempt);
      if (identified) await store(identified);
      if (isStored || stopping.signal.aborted) return;
      // A refused token may be fixed on Slack's side, but not soon.
      const [firstMs, mostMs] = refusal === undefined ? [500, 5_000] : [15_000, 60_000];
      const pauseMs = Math.max(backoffMs(attempt, { firstMs, mostMs }), heldMs);
      await sleep(pauseMs, stopping.signal).catch(() => undefined);
    }
  }

  /** @returns the shortest wait before the next call that Slack asks for, in milliseconds */
  async function askOnce(known: string, attempt: number): Promise<number> {
    try {
      const at = now();
      return take(await askIdentity(call, known, stopping.signal), { at, attempt });
    } catch (thrown) {
      if (!stopping.signal.aborted)
        log.warn({ err: thrown, attempt }, 'Slack did not answer auth.test; havoc tries again');
      return 0;
    }
  }

  function take(answer: Identity, { at, attempt }: { at: Date; attempt: number }): number {
    if (answer.ok) {
      const { installation, body: identity } = answer;
      refusal = undefined;
      identified = { installation, identity, tenant: tenantOf(installation), at };
      log.info({ installation }, 'Slack has identified the installation of the token');
    } else if (isPassing(answer.error)) {
      log.warn({ error: answer.error, attempt }, 'Slack cannot answer auth.test now; havoc tries again');
      return answer.retryAfterMs ?? 0;
    } else {
      refusal = answer.error;
      log.error(
        { error: answer.error, attempt },
        'Slack refuses the token (auth.test); set SLACK_BOT_TOKEN to the bot token in the app settings',
      );
    }
    settle();
    return 0;
  }

  async function store(known: Identified): Promise<void> {
    try {
      await onIdentified(known);
      isStored = true;
    } catch (failure) {
      log.warn({ err: failure }, 'the installation of the token could not be stored; havoc tries again');
    }
  }

  function settle(): void {
    for (const waiter of waiters) waiter();
    waiters.clear();
  }

  function start(): void {
    if (token !== undefined) asking ??= askUntilKnown(token);
  }

  return {
    token,
    start,
    async stop() {
      stopping.abort();
      settle();
      await asking;
    },
    identified: () => identified,
    refusal: () => refusal,
    async untilAnswered(signal) {
      start();
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          waiters.delete(done);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, patienceMs);
        waiters.add(done);
        signal?.addEventListener('abort', done);
        if (signal?.aborted || stopping.signal.aborted) done();
      });
    },
  };
}
