import { createLogger } from '../../src/log/index.js';
import { createLedger, type Keyed } from '../../src/messages/index.js';
import { openTestDatabase } from '../support/database.js';
import { createFakeSlack } from './fake-slack.js';

export const log = createLogger({ level: 'silent' });

/** Sets up a ledger for one test file, empty before each test, and a new fake Slack for each test. */
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
    /** The key of a call in the workspace T1. */
    keyed: (key = 'poll', call = slack.call): Keyed => ({ team_id: 'T1', key, call }),
    /** The number of claimed keys. */
    claims: async () =>
      (await db.pool.query('select key from havoc_internal.ledger_message where claim is not null')).rowCount,
  };
}

/** The arguments of a post to the channel C1. */
export const say = (text: string, more: Record<string, unknown> = {}) => ({ channel: 'C1', text, ...more });
