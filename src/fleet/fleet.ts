import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { createBackgroundWork, startRepeating } from '../base/index.js';
import type { Database, Listener } from '../db/index.js';
import type { Logger } from '../log/index.js';
import type { Handles } from './handles.js';
import { channelOf, EVERYBODY, type Notice, packNotices, readSaid } from './notices.js';
import { beat, leave, notifyAll } from './registry.js';

/** What the subscribers of one process handle, one entry for each subscriber. */
export type FleetHandles = { declarations: Handles[]; ordered: boolean }[];

/** Another live sidecar on the same database. */
export interface OtherReplica {
  replica: string;
  handles: FleetHandles;
}

/** All sidecars on one database, as seen from this one. */
export interface Fleet {
  /** This process's id, a UUID. */
  readonly replica: string;
  /** Publishes what this process's subscribers handle now. Others learn it at once, or at their next heartbeat. */
  declare(handles: FleetHandles): void;
  /** The replicas that were alive at the last heartbeat, and what they handle. */
  others(): readonly OtherReplica[];
  /** Calls the listener when another replica joins, leaves, or declares something else. */
  onChange(listener: () => void): void;
  /**
   * Sends a notice to one replica, or to all others. After a notice, further notices on the same topic are gathered
   * for 20 ms and sent together, each distinct one once. Listeners receive them one by one. A notice can be lost
   * while a connection is down, so its receiver must also check for the same change from time to time.
   *
   * @param payload ids only
   */
  notify(topic: string, payload?: object, to?: string): void;
  on(topic: string, listener: (payload: object | undefined) => void): void;
  /** Calls the listener after each interruption in which notices may have been lost. */
  onGap(listener: () => void): void;
  /** False while notices cannot arrive. */
  hears(): boolean;
  /** Leaves the fleet. The other replicas learn it at once. */
  stop(): Promise<void>;
}

export interface FleetOptions {
  database: Pick<Database, 'pool'>;
  listener: Listener;
  log: Logger;
  /** Called after each heartbeat, with the error if its write failed. */
  onBeat?: (failure?: unknown) => void;
  /** The interval of this replica's heartbeat. Default: 2 s. */
  beatMs?: number;
  /** A replica counts as dead after this time without a heartbeat, by the database's clock. Default: 10 s. */
  deadAfterMs?: number;
  /** How long further notices on a topic are gathered after one was sent. Default: 20 ms. */
  gatherMs?: number;
}

/** The topic of notices that the list of replicas has changed. */
const REGISTRY = 'registry';

/**
 * Joins the fleet. When it resolves, this replica is on the list, and knows the others.
 *
 * @throws the database's error
 */
export async function createFleet(options: FleetOptions): Promise<Fleet> {
  const { database, listener, log, onBeat, beatMs = 2_000, deadAfterMs = 10_000, gatherMs = 20 } = options;
  const { pool } = database;
  const replica = randomUUID();
  const listeners = new Map<string, ((payload: object | undefined) => void)[]>();
  const changeListeners: (() => void)[] = [];
  let mine = { replica, name: hostname(), handles: '[]', version: 0 };
  let others: (OtherReplica & { version: number })[] = [];

  async function look(): Promise<void> {
    const listed = await beat(pool, mine, others, deadAfterMs).catch((failure: unknown) => {
      onBeat?.(failure);
      throw failure;
    });
    onBeat?.();
    const before = new Map(others.map((one) => [one.replica, one]));
    others = listed.map(({ replica: id, version, handles }) => ({
      replica: id,
      version,
      handles: handles === undefined ? (before.get(id)?.handles ?? []) : JSON.parse(handles),
    }));
    const isSame =
      before.size === others.length &&
      others.every(({ replica: id, version }) => before.get(id)?.version === version);
    if (!isSame) for (const tell of changeListeners) tell();
  }

  /** Only one run of look() at a time. Declarations during a run are published by the next one. */
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let stopped = false;
  async function lookSoon(): Promise<void> {
    // look() would put this replica on the list again.
    if (stopped) return;
    lookAgain = true;
    looking ??= lookAll();
    await looking;
  }
  async function lookAll(): Promise<void> {
    try {
      while (lookAgain) {
        lookAgain = false;
        await look();
      }
    } finally {
      looking = undefined;
    }
  }
  const onFailure = (failure: unknown) =>
    log.warn({ err: failure }, 'could not write the heartbeat of this replica; trying again');

  /** The notices gathered for each topic. A topic has an entry while its timer runs. */
  const gathered = new Map<string, { notices: Notice[]; timer: NodeJS.Timeout }>();
  const saying = createBackgroundWork();
  function say(topic: string, notices: readonly Notice[]): void {
    const said = notifyAll(pool, packNotices(replica, topic, notices));
    void saying.add(
      said.catch((failure: unknown) =>
        log.warn({ err: failure, topic }, 'could not notify the other replicas'),
      ),
    );
  }
  function gather(topic: string): void {
    const notices: Notice[] = [];
    const timer = setTimeout(() => {
      gathered.delete(topic);
      if (notices.length === 0) return;
      say(topic, notices);
      gather(topic);
    }, gatherMs);
    gathered.set(topic, { notices, timer });
  }
  function notify(topic: string, payload?: object, to?: string): void {
    if (to === undefined && others.length === 0 && topic !== REGISTRY) return;
    const notice = { topic, payload, to };
    const waiting = gathered.get(topic);
    if (waiting) {
      waiting.notices.push(notice);
      return;
    }
    gather(topic);
    say(topic, [notice]);
  }

  function hear(text: string): void {
    const said = readSaid(text);
    if (!said || said.from === replica) return;
    const payloads = said.payloads.length === 0 ? [undefined] : said.payloads;
    for (const payload of payloads) for (const tell of listeners.get(said.topic) ?? []) tell(payload);
  }
  function on(topic: string, tell: (payload: object | undefined) => void): void {
    listeners.set(topic, [...(listeners.get(topic) ?? []), tell]);
  }

  on(REGISTRY, () => void lookSoon().catch(onFailure));
  listener.listen(EVERYBODY, hear);
  listener.listen(channelOf(replica), hear);
  listener.onConnected(() => void lookSoon().catch(onFailure));
  await lookSoon();
  notify(REGISTRY);
  const heart = startRepeating({ everyMs: beatMs, run: lookSoon, onFailure });

  return {
    replica,
    notify,
    on,
    others: () => others,
    onChange: (tell) => void changeListeners.push(tell),
    onGap: listener.onConnected,
    hears: listener.isConnected,
    declare(handles) {
      const text = JSON.stringify(handles);
      if (text === mine.handles) return;
      mine = { ...mine, handles: text, version: mine.version + 1 };
      lookSoon().then(() => notify(REGISTRY), onFailure);
    },
    async stop() {
      stopped = true;
      await heart.stop();
      await looking?.catch(() => undefined);
      try {
        await leave(pool, replica);
        if (others.length > 0) notify(REGISTRY);
      } catch (failure) {
        log.warn(
          { err: failure },
          'could not leave the fleet; the other replicas will notice the missing heartbeats',
        );
      }
      for (const [topic, { notices, timer }] of gathered) {
        clearTimeout(timer);
        if (notices.length > 0) say(topic, notices);
      }
      gathered.clear();
      await saying.idle();
    },
  };
}
