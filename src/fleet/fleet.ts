import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { startRepeating } from '../base/index.js';
import type { Database, Listener } from '../db/index.js';
import type { Logger } from '../log/index.js';
import type { Handles } from './handles.js';
import { channelOf, EVERYBODY, type Notice, packNotices, readSaid } from './notices.js';
import { beat, leave, notifyAll } from './registry.js';

/** What the subscribers of one process handle, one entry for each. */
export type FleetHandles = { declarations: Handles[]; ordered: boolean }[];

/** Another sidecar on the same database that is alive. */
export interface OtherReplica {
  replica: string;
  handles: FleetHandles;
}

/** All sidecars on one database, as seen from this one. */
export interface Fleet {
  /** This process's own id, a uuid. */
  readonly replica: string;
  /** Says what this process's subscribers handle now; the others know at once, or at the next heartbeat. */
  declare(handles: FleetHandles): void;
  /** Those that were alive at the last heartbeat, and what they handle. */
  others(): readonly OtherReplica[];
  /** Calls the listener when another replica has come, gone, or declared something else. */
  onChange(listener: () => void): void;
  /**
   * Tells one replica, or all others. What is said within 20 ms on a topic goes together, to each listener one by
   * one, the same thing once; it may be lost while a connection is down, so whatever hangs on it is also looked for
   * now and then.
   *
   * @param payload ids alone
   */
  notify(topic: string, payload?: object, to?: string): void;
  on(topic: string, listener: (payload: object | undefined) => void): void;
  /** Says goodbye: the others know at once. */
  stop(): Promise<void>;
}

export interface FleetOptions {
  database: Pick<Database, 'pool'>;
  listener: Listener;
  log: Logger;
  /** Told how each heartbeat's write ended. */
  onBeat?: (failure?: unknown) => void;
  /** How often this replica says that it is alive. */
  beatMs?: number;
  /** After how long a silence, by the database's clock, a replica is taken for dead. */
  deadAfterMs?: number;
  /** How long what is said on a topic is gathered after something was said on it. */
  gatherMs?: number;
}

/** On which the others are told to look at the list again. */
const REGISTRY = 'registry';

/**
 * Joins the fleet: this replica is on the list before it resolves, and knows who else is.
 *
 * @throws whatever the database throws
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

  /** Never two at once; what was declared during one goes into the next. */
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let stopped = false;
  async function lookSoon(): Promise<void> {
    // Looking would put this replica on the list again.
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
    log.warn({ err: failure }, 'could not tell the other replicas that this one is alive; trying again');

  /** By topic, what is to be said when its time is over; present while it runs. */
  const gathered = new Map<string, { notices: Notice[]; timer: NodeJS.Timeout }>();
  const saying = new Set<Promise<void>>();
  function say(topic: string, notices: readonly Notice[]): void {
    const said = notifyAll(pool, packNotices(replica, topic, notices))
      .catch((failure: unknown) => log.warn({ err: failure, topic }, 'could not tell other replicas'))
      .finally(() => saying.delete(said));
    saying.add(said);
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
        log.warn({ err: failure }, 'could not leave the fleet; the others find out by the silence');
      }
      for (const [topic, { notices, timer }] of gathered) {
        clearTimeout(timer);
        if (notices.length > 0) say(topic, notices);
      }
      gathered.clear();
      await Promise.all(saying);
    },
  };
}
