import type { Pool } from 'pg';
import { openDatabase } from '../../src/db/index.js';
import {
  createDelivery,
  type Delivery,
  type DeliveryMeter,
  type DeliveryRoom,
  type FindContext,
  type LeasedEnvelope,
  type Subscription,
} from '../../src/delivery/index.js';
import type { Fleet, Handles } from '../../src/fleet/index.js';
import { createInbox, type Inbox } from '../../src/inbox/index.js';
import { createLogger, type Logger } from '../../src/log/index.js';
import { createReplies, type Replies } from '../../src/replies/index.js';
import { createTestDatabase } from '../support/database.js';
import { createFakeFleet } from './fake-fleet.js';
import { newEnvelope } from './new-envelope.js';

/** A delivery room on a real database, and what surrounds it. */
export interface Stage {
  room: DeliveryRoom;
  inbox: Inbox;
  fleet: Fleet;
  replies: Replies;
  /** The replies that came too late. */
  late: { kind: string; json: string }[];
  /** The ids of the envelopes that were learned from. */
  learned: string[];
  /** What the meter counted, as text. */
  metered: string[];
  /** How many claims the inbox has answered. */
  claims(): number;
  /** Brings an envelope in as ingress does. Resolves with the id; undefined for a duplicate. */
  arrive(...given: Parameters<typeof newEnvelope>): Promise<string | undefined>;
  /** Commits an envelope as due, without a reservation. */
  commit(...given: Parameters<typeof newEnvelope>): Promise<void>;
  stop(): Promise<void>;
}

export interface StageOptions {
  unhandledAfterMs?: number;
  leaseMs?: number;
  pollMs?: number;
  maxAttempts?: number;
  findContextWith?: FindContext;
  fleet?: Fleet;
  log?: Logger;
  /** Replacements for functions of the inbox. */
  inboxWith?: (real: Inbox) => Partial<Inbox>;
}

/** A `pollMs` with which no poll happens during a test. */
export const NEVER_MS = 3_600_000;

export const findContext: FindContext = async () => ({
  installation: {},
  team: undefined,
  enterprise: undefined,
  user: undefined,
  channel: undefined,
  bot: undefined,
});

/** The stages of one test file, all of them on one database. */
export interface Stages {
  pool: Pool;
  open(options?: StageOptions): Stage;
  /** Opens another connection to the database, for one transaction at a time. */
  openLane(): Pool;
  /** Counts the unsettled envelopes that meet the SQL condition. */
  unsettled(condition?: string): Promise<number>;
  /** Stops what is open and empties the tables. This also happens after each test. */
  clear(): Promise<void>;
}

/**
 * Opens a database for one test file, and stages on it. Each stage lasts for one test.
 *
 * @param defaults the default options of each stage
 */
export async function setUpStages(defaults: StageOptions = {}): Promise<Stages> {
  const { url, drop } = await createTestDatabase();
  const database = openDatabase({ url });
  const { pool } = database;
  const databases = [database];
  const stages: Stage[] = [];

  async function clear(): Promise<void> {
    for (const stage of stages.splice(0)) await stage.stop();
    await pool.query(
      'truncate havoc_internal.envelope, havoc_internal.unsettled, havoc_internal.dead_letter, havoc_internal.pending_reply',
    );
  }

  afterEach(clear);
  afterAll(async () => {
    await Promise.all(databases.map((one) => one.close()));
    await drop();
  });
  return {
    pool,
    open(options) {
      const stage = openStage(pool, { ...defaults, ...options });
      stages.push(stage);
      return stage;
    },
    openLane() {
      const lane = openDatabase({ url, poolSize: 1 });
      databases.push(lane);
      return lane.pool;
    },
    async unsettled(condition = 'true') {
      return (await pool.query(`select from havoc_internal.unsettled where ${condition}`)).rows.length;
    },
    clear,
  };
}

function openStage(pool: Pool, options: StageOptions): Stage {
  const { unhandledAfterMs = 60_000, leaseMs = 30_000, pollMs = 20, maxAttempts = 20 } = options;
  const { findContextWith = findContext, inboxWith = () => ({}) } = options;
  const { fleet = createFakeFleet().join() } = options;
  const { log = createLogger({ level: 'silent' }) } = options;
  const real = createInbox({ pool, leaseMs, replica: fleet.replica });
  let claims = 0;
  const counted: Inbox = {
    ...real,
    async claim(...given) {
      const claimed = await real.claim(...given);
      claims++;
      return claimed;
    },
  };
  const inbox = { ...counted, ...inboxWith(counted) };
  const late: Stage['late'] = [];
  const learned: string[] = [];
  const metered: string[] = [];
  const replies = createReplies({
    pool,
    fleet,
    replyLate: async ({ kind }, json) => void late.push({ kind, json: json.toString() }),
    log,
  });
  const room = createDelivery({
    inbox,
    fleet,
    replies,
    learn: async ({ id }) => void learned.push(id),
    findContext: findContextWith,
    meter: createNotes(metered),
    log,
    maxAttempts,
    unhandledAfterMs,
    pollMs,
  });
  return {
    room,
    inbox,
    fleet,
    replies,
    late,
    learned,
    metered,
    claims: () => claims,
    arrive: (...given) => room.arrive(newEnvelope(...given)),
    async commit(...given) {
      await inbox.commit({ ...newEnvelope(...given), lease: undefined, wantedBy: undefined });
    },
    async stop() {
      await room.stop(0);
      await replies.stop();
    },
  };
}

function createNotes(notes: string[]): DeliveryMeter {
  return {
    handedOver: (kind, _waitedMs, attempt) => void notes.push(`${kind} handed over ${attempt}`),
    ended: (kind, outcome) => void notes.push(`${kind} ${outcome}`),
    died: (kind, reason) => void notes.push(`${kind} died of ${reason}`),
    unhandled: (kind) => void notes.push(`${kind} unhandled`),
  };
}

/** A connected app that settles nothing by itself. */
export interface App extends Subscription {
  got: LeasedEnvelope[];
  closing: string[];
  /** How often its stream ended. */
  ended(): number;
}

export interface AppOptions {
  maxInFlight?: number;
  handles?: Handles[];
  ordered?: boolean;
  /** Called with each delivery, after it is in `got`. */
  onDelivery?: (envelope: LeasedEnvelope, app: App) => void;
}

export function connectTo(
  room: DeliveryRoom,
  { maxInFlight = 10, handles = [{ kind: '*' }], ordered = false, onDelivery }: AppOptions = {},
): App {
  const got: LeasedEnvelope[] = [];
  const closing: string[] = [];
  let ended = 0;
  const carrier = {
    deliver({ envelope }: Delivery) {
      got.push(envelope);
      onDelivery?.(envelope, app);
    },
    closing: (reason: string) => void closing.push(reason),
    end: () => void ended++,
  };
  const subscription = room.subscribe({ maxInFlight, handles, isOrdered: ordered }, carrier);
  const app: App = { ...subscription, got, closing, ended: () => ended };
  return app;
}

export function leaseOf({ id = '', lease = '' }: Partial<LeasedEnvelope> = {}) {
  return { id, lease };
}
