import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';

let local: LocalSlack;
beforeEach(async () => {
  local = await startLocalSlack({ appName: 'Poll Bot' });
});
afterEach(() => local.close());

describe('waiting', () => {
  test('finds the newest existing message', async () => {
    await local.as('ana').post('#general', 'one');
    const { ts } = await local.as('ben').post('#random', 'one more');
    expect((await local.waitForMessage({ text: /^one/ })).ts).toBe(ts);
    expect((await local.waitForMessage((message) => message.channel_name === '#general')).text).toBe('one');
  });

  test('ends when the message is posted', async () => {
    const coming = local.waitForMessage({ text: 'later' });
    await local.as('ana').post('#general', 'later');
    expect(await coming).toMatchObject({ user: local.user('ana').id });
  });

  test.each([
    ['a message', () => local.waitForMessage({ text: /nope/ }, { timeoutMs: 5 }), '#general'],
    ['a call', () => local.waitForCall('chat.update', {}, { timeoutMs: 5 }), 'auth.test {} → 200 not_authed'],
    ['a push', () => local.waitForPush({ name: 'x' }, { timeoutMs: 5 }), 'event message by http nowhere'],
    ['a view', () => local.waitForView('ana', {}, { timeoutMs: 5 }), '(nothing)'],
    ['an App Home', () => local.waitForHome('ana', {}, { timeoutMs: 5 }), '(nothing)'],
    ['any view', () => local.waitForView('ana', undefined, { timeoutMs: 5 }), 'modal of ana of any content'],
  ])('for %s times out with an error that shows what was seen instead', async (_what, wait, seen) => {
    await local.as('ana').post('#general', 'something else');
    await fetch(`${local.apiUrl}auth.test`);
    await expect(wait()).rejects.toMatchObject({
      code: 'local_slack.not_seen',
      message: expect.stringContaining(seen),
    });
  });
});

test.each([
  [
    'an unknown person',
    () => local.as('zoe'),
    "The local Slack has no user 'zoe'. Its users are ana, ben, chika, dmitri, poll_bot.",
  ],
  [
    'an unknown channel',
    () => local.channel('#nope'),
    "The local Slack has no channel '#nope'. Its channels are #general, #random, #engineering, #leads.",
  ],
  ['a missing modal', () => local.as('ana').view(), 'ana has no open modal.'],
])('the error for %s says what exists', (_what, act, message) => {
  expect(act).toThrow(message);
});

test.each([
  ['in a channel without membership', () => local.as('dmitri').post('#engineering', 'x'), 'not_in_channel'],
  ['in a channel that they cannot see', () => local.as('dmitri').post('#leads', 'x'), 'channel_not_found'],
  ['as the bot', () => local.as('poll_bot').post('#general', 'x'), 'not_a_person'],
  ['without text', () => local.as('ana').post('#general', ' '), 'no_text'],
])('a person cannot post %s', async (_what, act, error) => {
  await expect(act()).rejects.toMatchObject({ code: `local_slack.${error}` });
});

test('the workspace can start from another seed', async () => {
  const other = await startLocalSlack({
    seed: {
      team: { name: 'Acme', domain: 'acme' },
      people: [{ name: 'zoe', real_name: 'Zoe Z' }],
      channels: [{ name: 'lobby', with_bot: true }],
    },
  });
  await other.as('zoe').post('#lobby', 'hi @havoc');
  expect(other.messages()).toMatchObject([{ text: `hi <@${other.botUserId}>` }]);
  expect(other.team.name).toBe('Acme');
  await other.close();
});

test('ids from the seed are the same in every run', async () => {
  const again = await startLocalSlack();
  expect(again.channels().map(({ id }) => id)).toEqual(local.channels().map(({ id }) => id));
  expect(again.people().map(({ id }) => id)).toEqual(local.people().map(({ id }) => id));
  await again.close();
});

test('the error for a port in use names the port', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  await expect(startLocalSlack({ port })).rejects.toMatchObject({
    code: 'local_slack.port_taken',
    message: expect.stringContaining(String(port)),
  });
  await new Promise((resolve) => other.close(resolve));
});
