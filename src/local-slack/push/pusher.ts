import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Journal } from '../journal.js';
import type { Json } from '../model.js';
import type { Door } from './door.js';
import type { Attempt, Push, PushKind } from './push.js';

/** Sends pushes to the app, and records them and their attempts in the journal. */
export interface Pusher {
  /**
   * Sends an event through each door, and retries on Slack's schedule while the app fails. Returns at once.
   */
  event(name: string, body: Json): void;
  /**
   * Sends once through each door, and waits for the answer. With several doors, the promise resolves with the first
   * answer that has content. If no answer has content, it resolves with the attempt through the first door that did
   * not fail. If all doors fail, it resolves with the attempt through the first door.
   */
  ask(kind: Exclude<PushKind, 'event'>, body: Json): Promise<Asked>;
  /** Resolves when no attempt is in progress. Pushes that wait for a retry do not count. */
  idle(): Promise<void>;
  /** Ends attempts in progress and waiting retries. */
  stop(): Promise<void>;
}

export interface Asked {
  push: Push;
  /** Undefined if no request URL is set. */
  attempt?: Attempt;
}

export interface PusherOptions {
  pushes: Journal<Push>;
  now: () => Date;
  /** How long to wait before each retry. The number of entries is the maximum number of retries. */
  retryDelaysMs: readonly number[];
  /** Returns the doors that are in use now; at least one. */
  doors: () => readonly [Door, ...Door[]];
}

interface Opened {
  push: Push;
  send?: (retryNum: number) => Promise<Attempt>;
}

export function createPusher({ pushes, now, retryDelaysMs, doors }: PusherOptions): Pusher {
  const stopping = new AbortController();
  // Every attempt and every waiting retry listens to the signal, so many listeners are not a leak.
  setMaxListeners(0, stopping.signal);
  const sending = new Set<Promise<unknown>>();
  const retrying = new Set<Promise<void>>();

  function open(kind: PushKind, name: string, body: Json): [Opened, ...Opened[]] {
    const inUse = doors();
    const opened = inUse.flatMap((door): Opened[] => {
      const url = door.findUrl(kind);
      if (url === undefined) return [];
      const push = add({ kind, name, door: door.name, url, body, outcome: 'pending' });
      return [{ push, send: (retryNum) => attempt(push, door, url, retryNum) }];
    });
    const [first, ...others] = opened;
    if (first) return [first, ...others];
    return [{ push: add({ kind, name, door: inUse[0].name, url: undefined, body, outcome: 'nowhere' }) }];
  }

  function add(opened: Omit<Push, 'attempts'>): Push {
    const push: Push = { ...opened, attempts: [] };
    pushes.add(push);
    return push;
  }

  async function attempt(push: Push, door: Door, url: string, retryNum: number): Promise<Attempt> {
    const retryReason = push.attempts.at(-1)?.failure;
    const tried = { retryNum, ...(retryReason && { retryReason }), at: now(), signal: stopping.signal };
    const inProgress = door.send(push, url, tried);
    sending.add(inProgress);
    const done = await inProgress;
    sending.delete(inProgress);
    push.attempts.push(done);
    return done;
  }

  function close(push: Push, outcome: Push['outcome']): void {
    push.outcome = outcome;
    pushes.touch();
  }

  async function deliver({ push, send }: Required<Opened>): Promise<void> {
    for (let retryNum = 0; ; retryNum += 1) {
      const done = await send(retryNum);
      if (!done.failure) return close(push, 'delivered');
      const delayMs = retryDelaysMs[retryNum];
      if (done.noRetry || delayMs === undefined || stopping.signal.aborted) return close(push, 'failed');
      pushes.touch();
      if (delayMs > 0)
        await pause(delayMs, undefined, { ref: false, signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return close(push, 'failed');
    }
  }

  async function askOnce({ push, send }: Opened): Promise<Asked> {
    if (!send) return { push };
    const done = await send(0);
    close(push, done.failure ? 'failed' : 'delivered');
    return { push, attempt: done };
  }

  return {
    event: (name, body) => {
      for (const { push, send } of open('event', name, body)) {
        if (!send || stopping.signal.aborted) continue;
        const delivery = deliver({ push, send }).finally(() => retrying.delete(delivery));
        retrying.add(delivery);
      }
    },
    ask: (kind, body) => {
      const name = typeof body.command === 'string' ? body.command : kind;
      const [first, ...others] = open(kind, name, body);
      return firstAnswer(askOnce(first), others.map(askOnce));
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

function firstAnswer(first: Promise<Asked>, others: readonly Promise<Asked>[]): Promise<Asked> {
  return new Promise((resolve) => {
    for (const one of [first, ...others]) {
      void one.then((asked) => {
        if (wasTaken(asked) && asked.attempt?.answer !== undefined) resolve(asked);
      });
    }
    void Promise.all([first, ...others]).then((all) => resolve(all.find(wasTaken) ?? all[0]));
  });
}

function wasTaken({ attempt }: Asked): boolean {
  return attempt !== undefined && attempt.failure === undefined;
}
