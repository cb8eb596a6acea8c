import { type LocalSlack, startLocalSlack, type WorldSeed } from '../../src/local-slack/index.js';
import type { Json } from '../../src/local-slack/model.js';
import { startReceiver } from './support/receiver.js';

const seed: WorldSeed = {
  workspaces: [
    {
      team: { name: 'Acme', domain: 'acme' },
      people: [
        { name: 'ana', real_name: 'Ana F' },
        { name: 'ben', real_name: 'Ben O' },
      ],
      channels: [
        { name: 'general', with_bot: true },
        { name: 'both', with_bot: ['Poll'], shared_with: { beta: ['zoe'] } },
        { name: 'quiet' },
      ],
    },
    {
      team: { name: 'Beta', domain: 'beta' },
      people: [{ name: 'zoe', real_name: 'Zoe Q' }],
      channels: [{ name: 'general', with_bot: true }],
    },
  ],
  apps: [
    { name: 'Poll', commands: ['/poll'] },
    { name: 'Todo', commands: ['/todo'], events: ['app_mention', 'message.im'], installed_in: ['acme'] },
  ],
};

let local: LocalSlack;
type App = Awaited<ReturnType<typeof startReceiver>>;
let poll: App;
let todo: App;
let answer: object | undefined;

beforeEach(async () => {
  answer = undefined;
  local = await startLocalSlack({ seed });
  const start = (name: string) =>
    startReceiver(local.app(name).signingSecret, (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(answer ? JSON.stringify(answer) : '');
    });
  poll = await start('Poll');
  todo = await start('Todo');
  await local.app('Poll').configure({ requestUrl: poll.url, verify: false });
  await local.app('Todo').configure({ requestUrl: todo.url, verify: false });
});
afterEach(async () => {
  await local.close();
  await poll.close();
  await todo.close();
});

/** The events of the app, in the order of the changes. */
async function eventsFor(name: string): Promise<Json[]> {
  await local.idle();
  const { appId } = local.app(name);
  return local.pushes({ app: appId, kind: 'event' }).map(({ body }) => body);
}

async function typesFor(name: string): Promise<string[]> {
  return (await eventsFor(name)).map(({ team_id, event }) => `${team_id} ${Object(event).type}`);
}

describe('two apps', () => {
  test('each receive their own commands, signed with their own secret', async () => {
    answer = { text: 'done' };
    expect(await local.as('ana').command('/poll', 'lunch')).toMatchObject({ ok: true });
    expect(await local.as('ana').command('/todo', 'wash')).toMatchObject({ ok: true });
    expect(poll.received.map(({ body }) => body.command)).toEqual(['/poll']);
    expect(todo.received.map(({ body }) => body.command)).toEqual(['/todo']);
    expect(poll.received[0]?.body.api_app_id).toBe(local.app('Poll').appId);
    const [first, second] = local.ephemerals('ana');
    expect([first?.message.app_id, second?.message.app_id]).toEqual([
      local.app('Poll').appId,
      local.app('Todo').appId,
    ]);
  });

  test('do not receive a command that neither declares', async () => {
    expect(await local.as('ana').command('/other')).toMatchObject({
      ok: false,
      error: 'invalid_command',
      text: '/other is not a valid command.',
    });
    expect([...poll.received, ...todo.received]).toEqual([]);
  });

  test('one that is not installed in a workspace gets no commands from there', async () => {
    const zoe = local.workspace('beta').as('zoe');
    expect(await zoe.command('/todo')).toMatchObject({ ok: false, error: 'invalid_command' });
    expect(await zoe.command('/poll')).toMatchObject({ ok: true });
    expect(poll.received.at(-1)?.body).toMatchObject({ team_id: local.workspace('beta').team.id });
  });

  test('receive only the events that they subscribe to', async () => {
    const { botUserId } = local.app('Todo').botIn(local.team.id);
    await local.as('ana').post('general', 'hi');
    await local.as('ana').post('general', `<@${botUserId}> hi`);
    await local
      .as('ana')
      .openDm(botUserId)
      .then((id) => local.as('ana').post(id, 'psst'));
    expect(await typesFor('Todo')).toEqual(['T0LOCAL001 app_mention', 'T0LOCAL001 message']);
    expect(await typesFor('Poll')).toEqual(['T0LOCAL001 message', 'T0LOCAL001 message']);
  });

  test('are told apart by the subscriptions that configure() sets', async () => {
    await local.app('Poll').configure({ events: ['reaction_added'] });
    const message = await local.as('ana').post('general', 'hi');
    await local.as('ben').react(message, 'tada');
    expect(await typesFor('Poll')).toEqual(['T0LOCAL001 reaction_added']);
  });
});

describe('a channel that two workspaces share', () => {
  test('has one message that both see, of which an app in both hears once', async () => {
    const zoe = local.workspace('beta').as('zoe');
    await zoe.post('both', 'hello');
    expect(local.messages('both').map(({ text }) => text)).toEqual(['hello']);
    expect(
      local
        .workspace('beta')
        .messages('both')
        .map(({ text }) => text),
    ).toEqual(['hello']);
    expect(await eventsFor('Poll')).toEqual([
      expect.objectContaining({
        team_id: 'T0LOCAL002',
        context_team_id: 'T0LOCAL001',
        // The bot in the channel is the one of the first workspace.
        authorizations: [expect.objectContaining({ team_id: 'T0LOCAL001' })],
        is_ext_shared_channel: true,
        event: expect.objectContaining({ type: 'message', text: 'hello', team: 'T0LOCAL002' }),
      }),
    ]);
  });

  test('is renamed and archived in both', async () => {
    const { id } = local.channel('both');
    await call('conversations.rename', { channel: id, name: 'joint' });
    expect(local.workspace('beta').channel('joint').id).toBe(id);
    await call('conversations.archive', { channel: id });
    expect(local.workspace('beta').channel('joint').is_archived).toBe(true);
    await local.idle();
    const told = local.pushes({ name: 'channel_rename' });
    expect(told.map(({ body }) => body.team_id)).toEqual(['T0LOCAL001']);
  });

  test('without a bot, is told of for the workspace in which it happens', async () => {
    await local.as('ana').leave('both');
    const { id } = local.channel('both');
    const { botUserId } = local.app('Poll').botIn('T0LOCAL001');
    await call('conversations.leave', { channel: id });
    await local.idle();
    const before = local.pushes().length;
    const zoe = local.workspace('beta');
    await zoe.as('zoe').createChannel('solo');
    expect(local.channel('both').members).not.toContain(botUserId);
    await local.idle();
    expect(
      local
        .pushes()
        .slice(before)
        .map(({ name, body }) => `${body.team_id} ${name}`),
    ).toEqual(['T0LOCAL002 channel_created']);
  });
});

test('a direct message between people of two workspaces is one conversation that both see', async () => {
  const beta = local.workspace('beta');
  const opened = await call('conversations.open', { users: beta.user('zoe').id }, local.userToken('ana'));
  const channel = String(Object(opened.channel).id);
  await beta.as('zoe').post(channel, 'hello from there');
  expect(local.messages(channel).map(({ text }) => text)).toEqual(['hello from there']);
  const again = await call('conversations.open', { users: local.user('ana').id }, beta.userToken('zoe'));
  expect(Object(again.channel).id).toBe(channel);
});

test('a workspace shows its own calls, posts to response_urls and pushes', async () => {
  const beta = local.workspace('beta');
  await beta.as('zoe').command('/poll', 'x');
  await local.as('ana').command('/poll', 'y');
  const [, other] = poll.received;
  await fetch(String(other?.body.response_url), {
    method: 'POST',
    body: '{"text":"hi"}',
    headers: { 'content-type': 'application/json' },
  });
  await call('auth.test', {}, beta.userToken('zoe'));
  expect(beta.pushes().map(({ body }) => body.text)).toEqual(['x']);
  expect(
    local
      .workspace('acme')
      .pushes()
      .map(({ body }) => body.text),
  ).toEqual(['y']);
  expect(beta.calls().map(({ method }) => method)).toEqual(['auth.test']);
  expect(
    local
      .workspace('acme')
      .calls()
      .map(({ method }) => method),
  ).toEqual(['response_url']);
  expect(local.calls().map(({ method }) => method)).toEqual(['response_url', 'auth.test']);
});

test.each([
  ['workspace', () => local.workspace('nope'), "no workspace 'nope'. Its workspaces are acme, beta."],
  ['app', () => local.app('nope'), "no app 'nope'. Its apps are Poll, Todo."],
])('the error for an unknown %s says what exists', (_what, find, message) => {
  expect(find).toThrow(message);
});

async function call(method: string, args: object, token = local.app('Poll').botIn('T0LOCAL001').botToken) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(local.apiUrl + method, {
    method: 'POST',
    headers,
    body: JSON.stringify(args),
  });
  const body = (await response.json()) as Json;
  expect(body).toMatchObject({ ok: true });
  return body;
}
