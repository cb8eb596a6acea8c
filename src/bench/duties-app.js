// Bolt with havoc's duties done by hand: every event is stored once before Slack gets its 200, and the handler gets
// the user and the channel. It does none of havoc's other work, such as leases, attempts and traffic.
import { PrismaPg } from '@prisma/adapter-pg';
import { App, LogLevel } from '@slack/bolt';
import client from '../../dist/bench/prisma/client.js';
import { record } from './recording.js';

const { SLACK_SIGNING_SECRET, SLACK_BOT_USER_ID, DATABASE_URL, PORT } = process.env;
const prisma = new client.PrismaClient({
  adapter: new PrismaPg({ connectionString: DATABASE_URL, max: 10 }),
});
const app = new App({
  signingSecret: SLACK_SIGNING_SECRET,
  endpoints: '/slack/events',
  logLevel: LogLevel.ERROR,
  // Slack's answer waits for the middleware. If the middleware fails, the answer is a 500.
  processBeforeResponse: true,
  authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B0BENCH', botUserId: SLACK_BOT_USER_ID }),
});

/** Stores an event. Resolves to false if it was stored before. */
async function store(body) {
  const { event_id, team_id, event } = body;
  const data = { event_id, team_id, type: event.type, payload: body };
  const { count } = await prisma.event.createMany({ data: [data], skipDuplicates: true });
  return count === 1;
}

app.use(async ({ body, context, next }) => {
  const [isNew, user, channel] = await Promise.all([
    store(body),
    prisma.user.findUnique({ where: { id: body.event.user } }),
    prisma.channel.findUnique({ where: { id: body.event.channel } }),
  ]);
  if (!isNew) return;
  Object.assign(context, { user, channel });
  await next();
});
app.event('app_mention', async ({ event, context }) => {
  if (!context.user || !context.channel) throw new Error('The user or the channel is not in the tables.');
  record(event.text);
});
await prisma.$connect();
await app.start(Number(PORT));
process.send?.('ready');
