import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Journal } from '../journal.js';
import type { Json } from '../model.js';
import { type Attempt, type Push, type PushKind, type RequestUrls, urlFor } from './push.js';
import { type Sending, sendOnce } from './send.js';

/** Hands to the app what Slack has for it, and writes down what came of it. */
export interface Pusher {
  /** Sends an event's body, again on Slack's schedule while the app fails. Does not wait for any of it. */
  event(name: string, body: Json): void;
  /** Sends once, and waits for the answer. */
  ask(kind: Exclude<PushKind, 'event'>, name: string, body: Json): Promise<{ push: Push; attempt?: Attempt }>;
  /** Where the app listens. */
  urls(): RequestUrls;
  configure(urls: RequestUrls): void;
  /** When nothing is under way; what waits for its next try does not count. */
  idle(): Promise<void>;
  /** Ends what is under way and what waits. */
  stop(): Promise<void>;
}

export interface PusherOptions {
  pushes: Journal<Push>;
  signingSecret: string;
  now: () => Date;
  /** How long to wait after each failure before the next try; as many tries as there are numbers. */
  retryDelaysMs: readonly number[];
  timeoutMs: number;
  urls: RequestUrls;
}

export function createPusher({
  pushes,
  signingSecret,
  now,
  retryDelaysMs,
  timeoutMs,
  urls,
}: PusherOptions): Pusher {
  const stopping = new AbortController();
  // Every push and every pause listens to it; many at once are no leak.
  setMaxListeners(0, stopping.signal);
  const sending = new Set<Promise<unknown>>();
  const retrying = new Set<Promise<void>>();
  let requestUrls = urls;

  function open(kind: PushKind, name: string, body: Json): Push {
    const url = urlFor(kind, requestUrls);
    const push: Push = { kind, name, url, body, attempts: [], outcome: url ? 'pending' : 'nowhere' };
    pushes.add(push);
    return push;
  }

  async function attempt(push: Push, url: string, retryNum: number): Promise<Attempt> {
    const asked: Sending = {
      url,
      ...written(push),
      signingSecret,
      now,
      timeoutMs,
      retryNum,
      retryReason: push.attempts.at(-1)?.failure,
      signal: stopping.signal,
    };
    const under = sendOnce(asked);
    sending.add(under);
    const done = await under;
    sending.delete(under);
    push.attempts.push(done);
    return done;
  }

  function close(push: Push, outcome: Push['outcome']): void {
    push.outcome = outcome;
    pushes.touch();
  }

  async function deliver(push: Push, url: string): Promise<void> {
    for (let retryNum = 0; ; retryNum += 1) {
      const done = await attempt(push, url, retryNum);
      if (!done.failure) return close(push, 'delivered');
      const delayMs = retryDelaysMs[retryNum];
      if (done.noRetry || delayMs === undefined || stopping.signal.aborted) return close(push, 'failed');
      pushes.touch();
      if (delayMs > 0)
        await pause(delayMs, undefined, { ref: false, signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return close(push, 'failed');
    }
  }

  return {
    event: (name, body) => {
      const push = open('event', name, body);
      if (!push.url || stopping.signal.aborted) return;
      const delivery = deliver(push, push.url).finally(() => retrying.delete(delivery));
      retrying.add(delivery);
    },
    ask: async (kind, name, body) => {
      const push = open(kind, name, body);
      if (!push.url) return { push };
      const done = await attempt(push, push.url, 0);
      close(push, done.failure ? 'failed' : 'delivered');
      return { push, attempt: done };
    },
    urls: () => requestUrls,
    configure: (next) => {
      requestUrls = next;
    },
    idle: async () => {
      while (sending.size > 0) await Promise.all(sending);
    },
    stop: async () => {
      stopping.abort();
      await Promise.all([...sending, ...retrying]);
    },
  };
}

function written({ kind, body }: Push): Pick<Sending, 'contentType' | 'rawBody'> {
  if (kind === 'event' || kind === 'url_verification') {
    return { contentType: 'application/json', rawBody: JSON.stringify(body) };
  }
  const fields = kind === 'command' ? (body as Record<string, string>) : { payload: JSON.stringify(body) };
  return {
    contentType: 'application/x-www-form-urlencoded',
    rawBody: new URLSearchParams(fields).toString(),
  };
}
