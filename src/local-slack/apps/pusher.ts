import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Journal } from '../journal/journal.js';
import type { App, DoorName, Json } from '../model.js';
import type { Reader } from '../store/transaction.js';
import { apps } from '../world/collections.js';
import type { Door } from './doors/door.js';
import type { Attempt, Push, PushKind } from './push.js';
import type { PushQueue } from './push-queue.js';
import type { QueuedPush } from './queued-push.js';

/** Sends pushes to the apps, and records them and their attempts in the journal. */
export interface Pusher {
  /**
   * Delivers queued events, and retries on Slack's schedule while the app fails. Returns at once. Before `resume`, the
   * events stay in the queue.
   */
  send(pushes: readonly QueuedPush[]): void;
  /** Begins to deliver, first the events that are in the queue already, such as those of an earlier process. */
  resume(): Promise<void>;
  /**
   * Sends once through each door of the app, and waits for the answer. With several doors, the promise resolves with
   * the first answer that has content. If no answer has content, it resolves with the attempt through the first door
   * that did not fail. If all doors fail, it resolves with the attempt through the first door.
   */
  ask(app: App, kind: Exclude<PushKind, 'event'>, body: Json): Promise<Asked>;
  /** Resolves when no attempt is in progress. Pushes that wait for a retry do not count. */
  idle(): Promise<void>;
  /** Ends attempts in progress and waiting retries. The queue keeps their events. Never rejects. */
  stop(): Promise<void>;
}

export interface Asked {
  push: Push;
  /** Undefined if no request URL is set. */
  attempt?: Attempt;
}

export interface PusherOptions {
  db: Reader;
  queue: PushQueue;
  pushes: Journal<Push>;
  now: () => Date;
  /** How long to wait before each retry. The number of entries is the maximum number of retries. */
  retryDelaysMs: readonly number[];
  doors: Record<DoorName, Door>;
}

type SentPush = Push & { url: string };

/** The delivery of one event. `push` is its entry in the journal, once it has one. */
interface Delivery {
  queued: QueuedPush;
  push?: SentPush;
}

export function createPusher({ db, queue, pushes, now, retryDelaysMs, doors }: PusherOptions): Pusher {
  const stopping = new AbortController();
  // Every attempt and every waiting retry listens to the signal, so many listeners are not a leak.
  setMaxListeners(0, stopping.signal);
  /** Work for which `idle` waits. */
  const busy = new Set<Promise<unknown>>();
  const deliveries = new Set<Promise<void>>();
  let isHeld = true;
  let resuming: Promise<void> | undefined;

  function working<T>(work: Promise<T>): Promise<T> {
    const done = work.finally(() => busy.delete(done));
    busy.add(done);
    return done;
  }

  function add(push: Omit<Push, 'attempts'>): Push {
    const added: Push = { ...push, attempts: [] };
    pushes.add(added);
    return added;
  }

  /** The doors of the app that take this kind of push, each with its URL. */
  function openDoors(app: App, kind: PushKind): { door: Door; url: string }[] {
    return app.doors.flatMap((name) => {
      const url = doors[name].findUrl(app, kind);
      return url === undefined ? [] : [{ door: doors[name], url }];
    });
  }

  async function attempt(app: App, push: SentPush, retryNum: number, failure?: Attempt['failure']) {
    const tried = { retryNum, ...(failure && { retryReason: failure }), at: now(), signal: stopping.signal };
    const done = await doors[push.door].send(app, push, tried);
    push.attempts.push(done);
    return done;
  }

  function close(push: Push, outcome: Push['outcome']): void {
    push.outcome = outcome;
    pushes.touch();
  }

  /** Enters the event into the journal. @returns undefined if its door does not take it */
  function open(app: App, { name, door, body }: QueuedPush): SentPush | undefined {
    const push = { app: app.id, kind: 'event' as const, name, door, body };
    const able = openDoors(app, 'event');
    const url = able.find((one) => one.door.name === door)?.url;
    if (url !== undefined) return add({ ...push, url, outcome: 'pending' }) as SentPush;
    // An app with another open door receives the event there, so only an app without any has missed it.
    if (able.length === 0 && door === app.doors[0]) add({ ...push, url: undefined, outcome: 'nowhere' });
    return undefined;
  }

  /** Makes one attempt. @returns the push to try again later; undefined if it is done */
  async function tryOnce({ queued, push: opened }: Delivery): Promise<Delivery | undefined> {
    const app = await db.find(apps, queued.app);
    const push = app && (opened ?? open(app, queued));
    if (!push) {
      await queue.remove(queued);
      return undefined;
    }
    const { failure, noRetry } = await attempt(app, push, queued.attempts, queued.failure);
    const delayMs = retryDelaysMs[queued.attempts];
    // A stop ends the attempt early. The event stays in the queue as it is.
    if (failure && stopping.signal.aborted) {
      close(push, 'failed');
      return undefined;
    }
    if (!failure || noRetry || delayMs === undefined) {
      close(push, failure ? 'failed' : 'delivered');
      await queue.remove(queued);
      return undefined;
    }
    pushes.touch();
    const next = { ...queued, attempts: queued.attempts + 1, failure, due_at: now().getTime() + delayMs };
    await queue.keep(next);
    return { queued: next, push };
  }

  async function deliver(queued: QueuedPush): Promise<void> {
    let delivery: Delivery | undefined = { queued };
    while (delivery) {
      const waitMs = delivery.queued.due_at - now().getTime();
      if (waitMs > 0)
        await pause(waitMs, undefined, { ref: false, signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) {
        if (delivery.push) close(delivery.push, 'failed');
        return;
      }
      delivery = await working(tryOnce(delivery));
    }
  }

  function start(queued: readonly QueuedPush[]): void {
    for (const one of queued) {
      if (stopping.signal.aborted) return;
      const delivery = deliver(one)
        // The store failed, so the event stays in the queue. The next transaction shows the failure to someone.
        .catch(() => undefined)
        .finally(() => deliveries.delete(delivery));
      deliveries.add(delivery);
    }
  }

  async function askOnce(app: App, push: SentPush): Promise<Asked> {
    const done = await working(attempt(app, push, 0));
    close(push, done.failure ? 'failed' : 'delivered');
    return { push, attempt: done };
  }

  return {
    send: (queued) => {
      if (!isHeld) start(queued);
    },
    resume: () => {
      resuming ??= (async () => {
        start(await queue.left());
        isHeld = false;
      })();
      return resuming;
    },
    ask: async (app, kind, body) => {
      const name = typeof body.command === 'string' ? body.command : kind;
      const push = { app: app.id, kind, name, body };
      const [first, ...others] = openDoors(app, kind).map(({ door, url }) =>
        askOnce(app, add({ ...push, door: door.name, url, outcome: 'pending' }) as SentPush),
      );
      if (first) return firstAnswer(first, others);
      return { push: add({ ...push, door: app.doors[0], url: undefined, outcome: 'nowhere' }) };
    },
    idle: async () => {
      while (busy.size > 0) await Promise.allSettled(busy);
    },
    stop: async () => {
      stopping.abort();
      await Promise.allSettled([...busy, ...deliveries]);
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
    void Promise.all([first, ...others]).then((all) => resolve(all.find(wasTaken) ?? (all[0] as Asked)));
  });
}

function wasTaken({ attempt }: Asked): boolean {
  return attempt !== undefined && attempt.failure === undefined;
}
