import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { run, type TestProcess } from '../support/process.js';

let database: TestDatabase;
let local: LocalSlack;
let dev: TestProcess;

beforeEach(async () => {
  database = await createTestDatabase();
  local = await startLocalSlack();
});
afterEach(async () => {
  await dev.end('SIGTERM');
  await local.close();
  await database.drop();
});

function start(environment: Record<string, string>): void {
  dev = run('dist/cli/bin.js', ['dev', '--slack-port', '0'], {
    DATABASE_URL: database.url,
    HAVOC_ADDRESS: '127.0.0.1:0',
    HAVOC_HTTP_PORT: '0',
    SLACK_API_URL: local.apiUrl,
    ...environment,
  });
}

test('prints the URL of the Slack that it calls, if this is not the real one', async () => {
  start({ SLACK_SIGNING_SECRET: local.signingSecret, SLACK_BOT_TOKEN: local.botToken });
  expect(await dev.line(/^ {2}Slack /)).toContain(`${local.apiUrl}; it reaches havoc at http://127.0.0.1:`);
});

test('says that it starts the local Slack if SLACK_API_URL is set without a secret', async () => {
  start({});
  expect(await dev.line(/Starting the local Slack/)).toContain('instead of SLACK_API_URL');
  expect(await dev.line(/^ {2}Slack /)).not.toContain(local.apiUrl);
});
