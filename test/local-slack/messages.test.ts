import { buttons, option, text } from './support/block-kit.js';
import { type ClockedStage, startClockedStage } from './support/stage.js';

let stage: ClockedStage;
let local: ClockedStage['local'];

beforeEach(async () => {
  stage = await startClockedStage();
  local = stage.local;
});
afterEach(() => stage.close());

async function respond(body: object, from = stage.app.received.at(-1)) {
  const response = await fetch(String(from?.body.response_url), {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  return { status: response.status, text: await response.text() };
}

async function postButtons() {
  await stage.call('chat.postMessage', { channel: '#general', text: 'vote', blocks: buttons });
  return local.waitForMessage({ text: 'vote' });
}

describe('a click in a message', () => {
  test("has Slack's payload", async () => {
    const message = await postButtons();
    await local.as('ana').click(message, 'vote');
    const ana = local.user('ana').id;
    expect(stage.app.received[0]?.body).toMatchObject({
      type: 'block_actions',
      user: { id: ana, username: 'ana', name: 'ana', team_id: local.team.id },
      api_app_id: local.appId,
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: message.channel,
        is_ephemeral: false,
      },
      trigger_id: expect.any(String),
      team: { id: local.team.id, domain: 'lighthouse' },
      enterprise: null,
      is_enterprise_install: false,
      channel: { id: message.channel, name: 'general' },
      message: { ts: message.ts, text: 'vote' },
      state: { values: { row: { size: { type: 'static_select', selected_option: null } } } },
      response_url: expect.stringMatching(/\/actions\//),
      actions: [
        {
          type: 'button',
          action_id: 'vote',
          block_id: 'row',
          value: 'a',
          text: text('A'),
          style: 'primary',
          action_ts: expect.any(String),
        },
      ],
    });
  });

  test('a choice is in the action and in the state', async () => {
    await local.as('ana').select(await postButtons(), 'size', 'L');
    expect(stage.app.received[0]?.body).toMatchObject({
      actions: [{ type: 'static_select', selected_option: option('L') }],
      state: { values: { row: { size: { selected_option: option('L') } } } },
    });
    await local.as('ana').select(await postButtons(), 'more', 'x');
    expect(stage.app.received[1]?.body).toMatchObject({
      actions: [{ type: 'overflow', selected_option: option('x') }],
    });
  });

  test("the state keeps each person's earlier choices", async () => {
    const message = await postButtons();
    await local.as('ana').select(message, 'size', 'L');
    await local.as('ana').click(message, 'vote');
    await local.as('ben').click(message, 'vote');
    const [, byAna, byBen] = stage.app.received;
    expect(byAna?.body).toHaveProperty('state.values.row.size.selected_option', option('L'));
    expect(byBen?.body).toHaveProperty('state.values.row.size.selected_option', null);
  });

  test('a button in an attachment gets ids if the app gave none', async () => {
    const elements = [{ type: 'button', value: 'a', text: text('A') }];
    const attachments = [{ color: '#2bac76', blocks: [{ type: 'actions', elements }] }];
    const { ts } = await stage.call('chat.postMessage', { channel: '#general', attachments });
    await stage.call('chat.update', { channel: local.channel('general').id, ts, attachments });
    await local.as('ana').click(await local.waitForMessage({ ts: String(ts) }), { value: 'a' });
    expect(stage.app.received[0]?.body).toMatchObject({
      actions: [{ value: 'a', block_id: expect.stringMatching(/./), action_id: expect.stringMatching(/./) }],
    });
  });

  test('a button is found by its label, and the error for an unknown one lists the elements', async () => {
    const message = await postButtons();
    expect(await local.as('ana').click(message, { text: 'A', value: 'a' })).toEqual({ ok: true });
    await expect(local.as('ana').click(message, 'nope')).rejects.toThrow('"action_id":"vote"');
    await expect(local.as('ana').select(message, 'size', 'XXL')).rejects.toThrow('Options: S (S), L (L).');
  });
});

describe('a response_url', () => {
  test('posts to the person only, to everyone, or in a thread', async () => {
    const message = await postButtons();
    await local.as('ana').click(message, 'vote');
    expect(await respond({ text: 'only you' })).toEqual({ status: 200, text: '{"ok":true}' });
    await respond({ text: 'all', response_type: 'in_channel' });
    await respond({ text: 'threaded', response_type: 'in_channel', thread_ts: message.ts });
    expect(local.ephemerals('ana')).toMatchObject([{ text: 'only you' }]);
    expect(local.messages('#general')).toMatchObject([
      {},
      { text: 'all' },
      { text: 'threaded', thread_ts: message.ts },
    ]);
    expect(local.calls('response_url')).toHaveLength(3);
  });

  test('replaces and deletes the original message, even an ephemeral one', async () => {
    await local.as('ana').command('/x');
    await respond({ text: 'eph', blocks: buttons });
    const [ephemeral] = local.ephemerals('ana');
    await local.as('ana').click(ephemeral ?? (await postButtons()), 'vote');
    expect(stage.app.received.at(-1)?.body).toMatchObject({ container: { is_ephemeral: true } });
    expect(stage.app.received.at(-1)?.body).not.toHaveProperty('message');
    await respond({ text: 'replaced', replace_original: true });
    expect(local.ephemerals('ana')).toMatchObject([{ text: 'replaced', ts: ephemeral?.ts }]);
    await respond({ delete_original: true });
    expect(local.ephemerals('ana')).toEqual([]);

    await local.as('ana').click(await postButtons(), 'vote');
    await respond({ delete_original: true });
    expect(local.messages('#general')).toEqual([]);
  });

  test('can be used five times', async () => {
    await local.as('ana').command('/x');
    for (let use = 0; use < 5; use += 1)
      expect(await respond({ text: 'x' })).toEqual({ status: 200, text: 'ok' });
    expect(await respond({ text: 'x' })).toEqual({ status: 404, text: '{"ok":false,"error":"used_url"}' });
  });

  test.each([
    ['is valid for 30 minutes', 30 * 60_000, 200],
    ['expires after 30 minutes', 30 * 60_000 + 1, 404],
  ])('%s', async (_what, ms, status) => {
    await local.as('ana').command('/x');
    stage.passTime(ms);
    expect((await respond({ text: 'x' })).status).toBe(status);
  });

  test.each([
    [{}, 'no_text'],
    [{ blocks: [{ type: 'nope' }] }, 'invalid_blocks'],
  ])('refuses %j', async (body, error) => {
    await local.as('ana').command('/x');
    expect(await respond(body)).toEqual({ status: 400, text: JSON.stringify({ ok: false, error }) });
  });

  test('fails with an injected fault', async () => {
    await local.as('ana').command('/x');
    local.fail('response_url', { status: 500 });
    expect((await respond({ text: 'x' })).status).toBe(500);
  });
});

test('a message shortcut has the message and a response_url', async () => {
  const message = await local.as('ben').post('#general', 'remember this');
  await local.as('ana').messageShortcut(message, 'save');
  expect(stage.app.received.at(-1)?.body).toMatchObject({
    type: 'message_action',
    callback_id: 'save',
    message_ts: message.ts,
    message: { text: 'remember this', user: local.user('ben').id },
    channel: { name: 'general' },
    response_url: expect.any(String),
  });
});
