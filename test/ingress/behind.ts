import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/db/index.js';
import { createArrive } from '../../src/delivery/arrive.js';
import type { Reserve } from '../../src/delivery/reserve.js';
import { createInbox } from '../../src/inbox/index.js';
import { type Accept, createAccept } from '../../src/ingress/index.js';
import { createLogger, type Logger } from '../../src/log/index.js';
import {
  type AwaitedEnvelope,
  createAwaitAnswer,
  createFallback,
  createReplies,
  type Replies,
} from '../../src/replies/index.js';
import type { TrafficEntry } from '../../src/traffic/index.js';
import { openTestDatabase } from '../support/database.js';
import { createLoneFleet } from '../support/lone-fleet.js';

/** The parts behind every ingress door: a real inbox, and a test in place of the app. */
export interface Behind {
  accept: Accept;
  database: Database;
  records: TrafficEntry[];
  record: (entry: TrafficEntry) => void;
  /** Returns the number of records of refusals and failures. */
  refusals(): number;
  log: Logger;
  logged(): string;
  replies: Replies;
  /** The app. `handle` gets each committed envelope; at first it does nothing. */
  app: { handle: (envelope: AwaitedEnvelope) => void };
  /** The committed envelopes, oldest first. */
  envelopes(): Promise<{ kind: string; name: string; team_id: string; payload: Buffer; retry_num: number }[]>;
  close(): Promise<void>;
}

/** The default reply budget is short, so that the fallback comes soon, and long enough for an app's reply. */
export async function startBehind({
  replyBudgetMs = 400,
  mostUnderWayBytes,
}: {
  replyBudgetMs?: number;
  mostUnderWayBytes?: number;
} = {}): Promise<Behind> {
  const { database, close } = await openTestDatabase();
  const { pool } = database;
  const fleet = createLoneFleet();
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
  const inbox = createInbox({ pool, leaseMs: 30_000, replica: fleet.replica, mostUnderWayBytes });
  const replies = createReplies({ pool, fleet, replyLate: async () => {}, log });
  const records: TrafficEntry[] = [];
  let refusals = 0;
  const app: Behind['app'] = { handle: () => {} };
  const reserve: Reserve = (draft) => ({
    lease: undefined,
    wantedBy: undefined,
    deliver: (id) => app.handle({ ...draft, id, lease: randomUUID() }),
    cancel() {},
  });
  const fallback = createFallback({
    commandText: 'Still working on it…',
    view: 'close',
    viewText: '',
    viewBlock: undefined,
  });
  const { replica } = fleet;
  const accept = createAccept({
    arrive: createArrive({ inbox, reserve }),
    awaitAnswer: createAwaitAnswer({ replies, fallback, replica, budgetMs: replyBudgetMs }),
  });
  return {
    accept,
    database,
    records,
    record(entry) {
      records.push(entry);
      if (!['ok', 'duplicate', 'fallback'].includes(entry.outcome)) refusals++;
    },
    refusals: () => refusals,
    log,
    logged: () => lines.join(''),
    replies,
    app,
    async envelopes() {
      const { rows } = await pool.query('select * from havoc_internal.envelope order by id');
      return rows;
    },
    async close() {
      await replies.stop();
      await close();
    },
  };
}
