import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { openDatabase } from '../../src/db/index.js';
import {
  type ClaimedEnvelope,
  type ClaimOptions,
  createInbox,
  type Inbox,
  type InboxOptions,
  type NewEnvelope,
} from '../../src/inbox/index.js';
import { openTestDatabase } from '../support/database.js';

export const LEASE_MS = 30_000;

/** A database with its tables. */
export interface InboxDatabase {
  url: string;
  pool: Pool;
  /** Returns the inbox of a new replica each time. */
  open(options?: Partial<InboxOptions>): Inbox;
  /**
   * Opens a replica whose statements all form one transaction. Other replicas see its changes once it
   * commits.
   */
  begin(): Promise<Transaction>;
  empty(): Promise<void>;
  /** Makes everything due now, as if time had passed. */
  passTime(): Promise<void>;
  /** True if a statement waits for a lock. */
  isOneWaiting(): Promise<boolean>;
  /** The stored row of an unsettled envelope; undefined if it is settled. */
  unsettled(id: string | undefined): Promise<Record<string, unknown> | undefined>;
  close(): Promise<void>;
}

export interface Transaction {
  inbox: Inbox;
  commit(): Promise<void>;
}

export async function openInboxDatabase(): Promise<InboxDatabase> {
  const { url, database, close } = await openTestDatabase();
  const { pool } = database;
  const begun: (() => Promise<void>)[] = [];
  const rollBack = () => Promise.all(begun.splice(0).map((end) => end()));
  const open = (options?: Partial<InboxOptions>) =>
    createInbox({ pool, leaseMs: LEASE_MS, replica: randomUUID(), ...options });
  return {
    url,
    pool,
    open,
    async begin() {
      const { pool: own, close: end } = openDatabase({ url, poolSize: 1 });
      await own.query('begin');
      begun.push(end);
      return { inbox: open({ pool: own }), commit: () => own.query('commit').then(end) };
    },
    async empty() {
      await rollBack();
      await pool.query(
        'truncate havoc_internal.envelope, havoc_internal.unsettled, havoc_internal.dead_letter restart identity',
      );
    },
    async passTime() {
      await pool.query('update havoc_internal.unsettled set not_before = now()');
    },
    async isOneWaiting() {
      const { rowCount } = await pool.query(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return rowCount !== 0;
    },
    async unsettled(id) {
      const { rows } = await pool.query('select * from havoc_internal.unsettled where id = $1', [id]);
      return rows[0];
    },
    async close() {
      await rollBack();
      await close();
    },
  };
}

/** Opens a database for one test file. It is empty before each test, and each test gets a new inbox. */
export async function setUpInbox(options?: Partial<InboxOptions>) {
  const database = await openInboxDatabase();
  const inbox = database.open(options);
  beforeEach(async () => {
    await database.empty();
    Object.assign(inbox, database.open(options));
  });
  afterAll(() => database.close());
  return { database, inbox };
}

export function envelope(change: Partial<NewEnvelope> = {}): NewEnvelope {
  return {
    dedupeKey: 'event:A1:Ev1',
    eventTime: undefined,
    kind: 'event',
    name: 'app_mention',
    teamId: 'T1',
    orderKey: undefined,
    payload: Buffer.from('{"type":"event_callback"}'),
    retryNum: undefined,
    receivedAt: new Date('2026-01-02T03:04:05.678Z'),
    replyBy: undefined,
    origin: undefined,
    lease: undefined,
    wantedBy: undefined,
    ...change,
  };
}

/**
 * Commits one envelope for each name, which is also its key and payload. Resolves with their ids, in that
 * order.
 */
export async function commitAll(
  inbox: Inbox,
  names: readonly string[],
  change: (name: string) => Partial<NewEnvelope> = () => ({}),
): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) {
    const { id } = await inbox.commit(
      envelope({ dedupeKey: name, name, payload: Buffer.from(name), ...change(name) }),
    );
    ids.push(id ?? '');
  }
  return ids;
}

export const CLAIM: ClaimOptions = { ordered: { kinds: [], names: [] }, maxAttempts: 20 };
export const IN_ORDER = { ordered: { kinds: ['*'], names: [] } };

export async function claimOne(inbox: Inbox, options: Partial<ClaimOptions> = {}): Promise<ClaimedEnvelope> {
  const [claimed] = await inbox.claim(1, { ...CLAIM, ...options });
  if (!claimed) throw new Error('nothing was due');
  return claimed;
}

export async function claimNames(inbox: Inbox, limit: number, options: Partial<ClaimOptions> = {}) {
  return (await inbox.claim(limit, { ...CLAIM, ...options })).map(({ payload }) => payload.toString());
}
