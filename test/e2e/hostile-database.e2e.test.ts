import { HOSTILE_SETTINGS } from '../support/hostile-settings.js';
import { startStack } from '../support/stack.js';

test.each([
  ['dates in German', { DateStyle: 'German' }],
  ['dates in SQL', { DateStyle: 'SQL, DMY' }],
  ['dates in Postgres', { DateStyle: 'Postgres, MDY' }],
  ['another time zone', { TimeZone: 'America/St_Johns' }],
  ['all hostile settings', HOSTILE_SETTINGS],
])('an event is delivered, fails, is retried and answered, with %s', async (_case, settings) => {
  const stack = await startStack({ settings });
  const { local } = stack;
  const app = stack.createApp();
  const received: Date[] = [];
  app.event('app_mention', async ({ delivery, event, messages }) => {
    received.push(delivery.receivedAt);
    if (delivery.attempt === 1) throw new Error('not yet');
    await messages.upsert(`answer:${event.ts}`, { channel: event.channel, text: 'Hello!' });
  });
  await app.start();
  await local.as('ana').post('#general', `<@${local.botUserId}> hi`);
  await local.waitForMessage({ text: 'Hello!' });
  const [first, again] = received;
  expect(again).toEqual(first);
  expect(Math.abs(Date.now() - Number(first))).toBeLessThan(600_000);
  await stack.stop();
});
