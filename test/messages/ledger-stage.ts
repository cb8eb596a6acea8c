import { type Database, openDatabase } from '../../src/db/index.js';
import { createLogger } from '../../src/log/index.js';
import { createLedger, type Keyed, type Ledger, type LedgerCall } from '../../src/messages/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { createFakeSlack } from './fake-slack.js';

/** A ledger on a database of its own, and a channel of Slack's for it. */
export interface LedgerStage {
  home: TestDatabase;
  db: Database;
  slack: ReturnType<typeof createFakeSlack>;
  ledger: Ledger;
  /** Who asks, in the workspace T1. */
  keyed(key?: string, call?: LedgerCall): Keyed;
  /** How many keys are being written. */
  claims(): Promise<number | null>;
  close(): Promise<void>;
}

export const log = createLogger({ level: 'silent' });

export async function openLedgerStage(): Promise<LedgerStage> {
  const home = await createTestDatabase();
  const db = openDatabase({ url: home.url, poolSize: 4 });
  const slack = createFakeSlack();
  return {
    home,
    db,
    slack,
    ledger: createLedger({ db, log }),
    keyed: (key = 'poll', call = slack.call) => ({ team_id: 'T1', key, call }),
    claims: async () =>
      (await db.pool.query('select key from havoc_internal.ledger_message where claim is not null')).rowCount,
    async close() {
      await db.close();
      await home.drop();
    },
  };
}

/** What to say in the channel C1. */
export const say = (text: string, more: Record<string, unknown> = {}) => ({ channel: 'C1', text, ...more });
