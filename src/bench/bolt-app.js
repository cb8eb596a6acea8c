// Bare Bolt: verifies and parses a request, calls the handler, and stores nothing.
import { App, LogLevel } from '@slack/bolt';
import { record } from './recording.js';

const { SLACK_SIGNING_SECRET, SLACK_BOT_USER_ID, PORT } = process.env;
const app = new App({
  signingSecret: SLACK_SIGNING_SECRET,
  endpoints: '/slack/events',
  logLevel: LogLevel.ERROR,
  authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B0BENCH', botUserId: SLACK_BOT_USER_ID }),
});
app.event('app_mention', async ({ event }) => record(event.text));
await app.start(Number(PORT));
process.send?.('ready');
