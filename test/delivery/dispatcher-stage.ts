import type { LeasedEnvelope } from '../../src/delivery/attempt.js';
import { createDispatcher, type Dispatcher, type DispatcherOptions } from '../../src/delivery/dispatcher.js';
import { createHeld } from '../../src/delivery/held.js';
import { createSubscriber, type Subscribe } from '../../src/delivery/subscriber.js';
import { createSubscribers } from '../../src/delivery/subscribers.js';
import type { ClaimedEnvelope, Inbox } from '../../src/inbox/index.js';
import { createLogger } from '../../src/log/index.js';
import { leasedEnvelope } from './leased-envelope.js';

type Claim = { limit: number } & Parameters<Inbox['claim']>[1];

const NEVER_MS = 3_600_000;
export const LEASE_MS = 30_000;

const opened: Dispatcher[] = [];

afterEach(() => Promise.all(opened.splice(0).map((one) => one.stop())));

/** Opens a dispatcher whose inbox is a list and whose apps settle nothing. */
export function openDispatcher(
  options: Partial<DispatcherOptions> & { isHandledThere?: () => boolean; putBack?: Inbox['putBack'] } = {},
) {
  const due: LeasedEnvelope[] = [];
  const claims: Claim[] = [];
  const done: string[] = [];
  const inTurn: string[] = [];
  const logged: string[] = [];
  const behind = new Map<string, LeasedEnvelope>();
  const lines = new Map<string, ClaimedEnvelope[]>();
  let soon = 0;
  let beforeClaim: () => Promise<void> = async () => {};
  let claiming = 0;
  const subscribers = createSubscribers();
  const held = createHeld();
  async function later(what: string): Promise<void> {
    await new Promise(setImmediate);
    done.push(what);
  }
  const ids = (envelopes: readonly { id: string }[]) => envelopes.map(({ id }) => id).join();
  const inbox: Pick<Inbox, 'claim' | 'putBack' | 'leaseMs'> = {
    leaseMs: LEASE_MS,
    async claim(limit, given) {
      claims.push({ limit, ...given });
      if (++claiming > 1) done.push('two claims at once');
      await beforeClaim().finally(() => claiming--);
      return due
        .splice(0, limit)
        .map((one) => ({ ...one, dedupeKey: one.id, followers: lines.get(one.id) ?? [] }));
    },
    async putBack(envelopes) {
      done.push(`put back ${ids(envelopes)}`);
      await options.putBack?.(envelopes);
    },
  };
  const dispatcher = createDispatcher({
    inbox,
    subscribers,
    elsewhere: {
      find: () => undefined,
      isHandled: options.isHandledThere ?? (() => false),
      wantsOrder: () => false,
      orderedSelection: () => ({ kinds: [], names: [] }),
    },
    ordered: () => ({ kinds: [], names: [] }),
    held,
    followers: {
      keep: ({ id }, line) => void (line.length > 0 && done.push(`${ids(line)} kept behind ${id}`)),
      next: () => undefined,
      follow(lease) {
        const envelope = behind.get(lease);
        return envelope && { envelope, leasedAt: 0 };
      },
      dissolve: (lease) => void done.push(`dissolved behind ${lease}`),
      look: () => undefined,
      soon: () => soon,
      room: () => 7,
      stop: () => later('followers stopped'),
    },
    handOver: {
      start(subscriber, { envelope, isInTurn }) {
        if (isInTurn) inTurn.push(envelope.id);
        subscriber.give(envelope, performance.now() + LEASE_MS);
        done.push(`${envelope.id} to ${subscriber.name}`);
      },
      idle: () => later('handed over'),
    },
    setAside: async (attempts) => void done.push(`aside ${ids(attempts.map(({ envelope }) => envelope))}`),
    giveUp: async ({ id }) => void done.push(`gave up ${id}`),
    due: { back: async (work) => void (await work) },
    log: createLogger({ level: 'error', destination: { write: (line) => void logged.push(line) } }),
    maxAttempts: 20,
    pollMs: NEVER_MS,
    ...options,
  });
  opened.push(dispatcher);
  return {
    dispatcher,
    subscribers,
    held,
    claims,
    done,
    /** The ids of the envelopes that were handed over as the first of their conversations. */
    inTurn,
    logged,
    limits: () => claims.map(({ limit }) => limit),
    /** The followers that are claimed behind an envelope, by its id. */
    lines,
    /** The followers that wait behind an attempt, by its lease. */
    behind,
    setSoon(count: number) {
      soon = count;
    },
    /** Sets what happens once a claim has begun. */
    onClaim(work: () => Promise<void>) {
      beforeClaim = work;
    },
    due,
    /** Makes this many envelopes due, named by their kind and number. */
    add(count: number, kind = 'event') {
      for (let at = 1; at <= count; at++) due.push(leasedEnvelope(`${kind} ${at}`, { kind }));
    },
    connect(name: string, asked: Partial<Subscribe> = {}) {
      const app = createSubscriber({ name, handles: [{ kind: name }], ...asked }, () => undefined);
      subscribers.add(app);
      return app;
    },
    /** Lets pending callbacks run. */
    async turns() {
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    },
  };
}
