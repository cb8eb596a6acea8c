import { createLogger } from '../../src/log/index.js';
import { createLedger, type Keyed } from '../../src/messages/index.js';
import { openTestDatabase } from '../support/database.js';
import { createFakeSlack } from './fake-slack.js';

export const log = createLogger({ level: 'silent' });

/** A ledger for one test file, empty before each test, and a channel of Slack's that each test has anew. */
export async function setUpLedger() {
  const { url, database: db, close } = await openTestDatabase({ poolSize: 4 });
  const slack = createFakeSlack();
  beforeEach(async () => {
    await db.pool.query('truncate havoc_internal.ledger_message');
    Object.assign(slack, createFakeSlack());
  });
  afterAll(close);
  return {
    url,
    db,
    slack,
    ledger: createLedger({ db, log }),
    /** Who asks, in the workspace T1. */
    keyed: (key = 'poll', call = slack.call): Keyed => ({ team_id: 'T1', key, call }),
    /** How many keys are being written. */
    claims: async () =>
      (await db.pool.query('select key from havoc_internal.ledger_message where claim is not null')).rowCount,
  };
}

/** What to say in the channel C1. */
export const say = (text: string, more: Record<string, unknown> = {}) => ({ channel: 'C1', text, ...more });
