import { openDatabase } from '../../src/db/index.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
let app: ReturnType<Stack['createApp']>;
beforeEach(async () => {
  stack = await startStack();
  app = stack.createApp();
});
afterEach(() => stack.stop());

test('a stub calls Slack, and rejects with Slack’s error', async () => {
  const { id } = stack.local.channel('general');
  const posted = await app.slack.chat.postMessage({ channel: id, text: 'hello' });
  expect(posted).toMatchObject({ ok: true, channel: id });
  expect(stack.local.messages('general').map(({ text }) => text)).toContain('hello');
  await expect(app.slack.chat.postMessage({ channel: 'C0NONE', text: 'x' })).rejects.toMatchObject({
    name: 'SlackError',
    code: 'channel_not_found',
    method: 'chat.postMessage',
  });
});

test('waits after a 429, or rejects with retryAfterMs if the wait would be too long', async () => {
  stack.local.fail('users.list', { retryAfter: 1 });
  expect((await app.slack.users.list({})).members?.length).toBeGreaterThan(0);
  stack.local.fail('team.info', { retryAfter: 3_600 });
  const refused = app.slack.team.info({});
  await expect(refused).rejects.toMatchObject({ code: 'ratelimited', retryAfterMs: expect.any(Number) });
  await expect(app.slack.team.info({})).rejects.toMatchObject({ code: 'ratelimited' });
  expect(stack.local.calls('team.info').length).toBeLessThanOrEqual(2);
});

test('repeats an interrupted read, but not an interrupted post', async () => {
  const { id } = stack.local.channel('general');
  stack.local.fail('conversations.history', { disconnect: true, times: 2 });
  expect((await app.slack.conversations.history({ channel: id })).ok).toBe(true);
  stack.local.fail('chat.postMessage', { disconnect: true });
  const post = app.slack.chat.postMessage({ channel: id, text: 'once' });
  await expect(post).rejects.toMatchObject({ code: 'slack.unreachable' });
  expect(stack.local.calls('chat.postMessage')).toHaveLength(1);
});

test('asks Slack for an entity once, then answers from memory; an unknown entity is not found', async () => {
  const ann = stack.local.people()[0];
  const userId = ann?.id ?? '';
  const asked = () => stack.local.calls('users.info').length;
  expect(await app.entities.getUser(userId)).toMatchObject({ id: userId, name: ann?.name, resolved: true });
  const callsBefore = asked();
  await app.entities.getUser(userId);
  expect(asked()).toBe(callsBefore);
  expect(await app.entities.getTeam(stack.local.team.id)).toMatchObject({ name: stack.local.team.name });
  const { id, name } = stack.local.channel('general');
  expect(await app.entities.getChannel(id)).toMatchObject({ name, is_channel: true });
  await expect(app.entities.getUser('U0NOBODY')).rejects.toMatchObject({ kind: 'not_found' });
});

test('the ledger posts, updates, follows a deletion in Slack, and deletes', async () => {
  const { id } = stack.local.channel('general');
  const texts = () => stack.local.messages('general').map(({ text }) => text);
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*1* vote' } }] as const;
  const first = await app.messages.upsert('poll', { channel: id, text: 'one', blocks: [...blocks] });
  expect(first.posted).toBe(true);
  expect((await app.messages.upsert('poll', { channel: id, text: 'two' })).posted).toBe(false);
  expect(texts()).toContain('two');
  const calls = stack.local.calls().length;
  await app.messages.upsert('poll', { channel: id, text: 'two' });
  expect(stack.local.calls()).toHaveLength(calls);
  await app.slack.chat.delete({ channel: id, ts: first.message.ts });
  expect((await app.messages.upsert('poll', { channel: id, text: 'three' })).posted).toBe(true);
  expect(texts()).toContain('three');
  expect(await app.messages.delete('poll')).toBe(true);
  expect(texts()).not.toContain('three');
  expect((await app.messages.find('poll'))?.deletedAt).toBeInstanceOf(Date);
});

test('the traffic record contains no token', async () => {
  const { id } = stack.local.channel('general');
  const token = 'xoxb-1-of-another-app';
  await app.slack.chat.postMessage({ channel: id, text: `my token is ${token}` });
  const database = openDatabase({ url: stack.config.DATABASE_URL });
  const recorded = async () => {
    const { rows } = await database.pool.query(
      `select convert_from(request, 'UTF8') || convert_from(response, 'UTF8') as bodies
       from havoc_internal.traffic where name = 'chat.postMessage'`,
    );
    return rows.map(({ bodies }) => bodies).join('');
  };
  await until(async () => (await recorded()).includes('my token is'));
  expect(await recorded()).toContain('my token is [redacted]');
  expect(await recorded()).not.toContain(token);
  await database.close();
});
