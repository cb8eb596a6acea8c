import { aClick, aCommand, aDelivery, aMention, anEvent, aQuestion, aSubmission } from './deliveries.js';
import { createHarness, type Harness } from './harness.js';

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.end());

const text = (json: Uint8Array | undefined) => new TextDecoder().decode(json);

test.each([
  ['nothing', undefined, ''],
  ['text', 'hello', '{"text":"hello"}'],
  [
    'a message',
    { response_type: 'in_channel' as const, blocks: [] },
    '{"response_type":"in_channel","blocks":[]}',
  ],
])('a command is replied to with %s, then acknowledged', async (_, answer, sent) => {
  harness.havoc.command('/poll', ({ reply }) => reply(answer));
  const stream = await harness.connect();
  const { id, lease, ...rest } = aCommand();
  stream.deliver({ ...rest, id, lease });
  const { reply } = await stream.requests.take();
  expect({ ...reply, json: text(reply?.json) }).toEqual({ id, lease, json: sent });
  expect(await stream.requests.take()).toEqual({ ack: { id, lease } });
});

test('a click on a button in a legacy message is replied to with text, as in Bolt', async () => {
  harness.havoc.action({ type: 'interactive_message', callback_id: 'old' }, ({ ack }) => ack('done'));
  const stream = await harness.connect();
  const actions = [{ type: 'button', name: 'go', value: '1' }];
  const body = { type: 'interactive_message', callback_id: 'old', actions };
  stream.deliver(aDelivery('interactive_message', body, { reply_by: new Date(Date.now() + 60_000) }));
  expect(text((await stream.requests.take()).reply?.json)).toBe('{"text":"done"}');
});

test('a reply to a modal is sent in Slack’s format', async () => {
  harness.havoc.view('poll', ({ ack }) => ack({ response_action: 'errors', errors: { title: 'too short' } }));
  const stream = await harness.connect();
  stream.deliver(aSubmission('poll'));
  const { reply } = await stream.requests.take();
  expect(JSON.parse(text(reply?.json))).toEqual({
    response_action: 'errors',
    errors: { title: 'too short' },
  });
});

test.each([
  ['in time', 60_000, true],
  ['too late', -1, false],
])(
  'a reply that is %s is sent, and the handler learns whether it was in time',
  async (_when, leftMs, isInTime) => {
    const told: boolean[] = [];
    harness.havoc.command('/poll', async ({ reply }) => void told.push(await reply('hello')));
    const stream = await harness.connect();
    stream.deliver({ ...aCommand(), reply_by: new Date(Date.now() + leftMs) });
    expect(await stream.requests.take()).toHaveProperty('reply');
    expect(await stream.requests.take()).toHaveProperty('ack');
    expect(told).toEqual([isInTime]);
  },
);

test('a reply that is too large for the stream only fails its own handler', async () => {
  harness.havoc.command('/poll', ({ command, reply }) => reply('x'.repeat(Number(command.text))));
  const stream = await harness.connect();
  const aCommandOf = (text: string) => ({ ...aCommand(), command: { ...aCommand().command, text } });
  stream.deliver(aCommandOf(String(16 * 1024 * 1024)));
  const { nak } = await stream.requests.take();
  expect(nak?.error).toContain('The reply to this command has 16777227 bytes, and the limit is 16776192');
  stream.deliver(aCommandOf('3'));
  expect(text((await stream.requests.take()).reply?.json)).toBe('{"text":"xxx"}');
});

test('a second reply is dropped with a warning', async () => {
  harness.havoc.command('/poll', async ({ ack, reply }) => {
    await ack();
    await reply('too late');
  });
  const stream = await harness.connect();
  stream.deliver(aCommand());
  expect(await stream.requests.take()).toHaveProperty('reply');
  expect(await stream.requests.take()).toHaveProperty('ack');
  expect(harness.log.messages('warn')).toEqual([
    expect.stringContaining('A second reply to this command was dropped'),
  ]);
});

test('if Slack awaits no reply, an empty reply does nothing, and a reply with content fails', async () => {
  harness.havoc.action('quiet', ({ ack }) => ack());
  harness.havoc.action('loud', ({ ack }) => (ack as (answer: unknown) => Promise<void>)({ text: 'x' }));
  const stream = await harness.connect();
  stream.deliver(aClick([{ type: 'button', action_id: 'quiet' }]));
  expect(await stream.requests.take()).toHaveProperty('ack');
  stream.deliver(aClick([{ type: 'button', action_id: 'loud' }]));
  const { nak } = await stream.requests.take();
  expect(nak?.error).toContain('Slack awaits no reply to this block_actions');
});

test('a menu that gets no options causes a warning', async () => {
  harness.havoc.options('city', () => {});
  const stream = await harness.connect();
  stream.deliver(aQuestion('city'));
  expect(await stream.requests.take()).toHaveProperty('ack');
  expect(harness.log.messages('warn')).toEqual([
    expect.stringContaining('End the options handler with reply('),
  ]);
});

test('say posts to the channel of the payload, or to the channel given', async () => {
  harness.sidecar.answers.set('chat.postMessage', () => ({ ok: true, ts: '1.1' }));
  harness.havoc.event('app_mention', async ({ say }) => {
    await say('hi');
    await say({ channel: 'C9', text: 'there' });
  });
  const stream = await harness.connect();
  stream.deliver(aMention());
  await stream.requests.take();
  const calls = [await harness.sidecar.calls.take(), await harness.sidecar.calls.take()];
  expect(calls.map(({ args }) => args)).toEqual([
    { channel: 'C1', text: 'hi' },
    { channel: 'C9', text: 'there' },
  ]);
  expect(calls[0]?.metadata).toMatchObject({ 'havoc-team': 'T1' });
});

test('say in an assistant posts to its thread, unless a thread is given', async () => {
  harness.sidecar.answers.set('chat.postMessage', () => ({ ok: true, ts: '1.1' }));
  harness.havoc.event('assistant_thread_started', async ({ event, user, channel, say }) => {
    await say(`${user.id} in ${channel.id} of ${event.assistant_thread.thread_ts}`);
    await say({ text: 'elsewhere', thread_ts: '9.9' });
  });
  const stream = await harness.connect();
  const assistant_thread = { user_id: 'U1', channel_id: 'C1', thread_ts: '1.1', context: {} };
  const context = { ...aMention().context, thread_ts: '1.1' };
  stream.deliver(anEvent({ type: 'assistant_thread_started', assistant_thread }, { context }));
  expect((await harness.sidecar.calls.take()).args).toEqual({
    channel: 'C1',
    text: 'U1 in C1 of 1.1',
    thread_ts: '1.1',
  });
  expect((await harness.sidecar.calls.take()).args).toMatchObject({ text: 'elsewhere', thread_ts: '9.9' });
});

test('say in a handler of a threaded message posts to the channel, as in Bolt', async () => {
  harness.sidecar.answers.set('chat.postMessage', () => ({ ok: true, ts: '1.1' }));
  harness.havoc.message(({ say }) => say('hi'));
  const stream = await harness.connect();
  const context = { ...aMention().context, thread_ts: '1.1' };
  const message = { type: 'message', channel: 'C1', user: 'U1', text: 'x', ts: '1.2', thread_ts: '1.1' };
  stream.deliver(anEvent(message, { context }));
  expect((await harness.sidecar.calls.take()).args).toEqual({ channel: 'C1', text: 'hi' });
});

test('say about a link in an unsent message fails because it has no channel', async () => {
  harness.havoc.event('link_shared', ({ channel, say }) => say(`in ${channel?.id}`));
  const stream = await harness.connect();
  const context = { ...aMention().context, channel: undefined };
  stream.deliver(anEvent({ type: 'link_shared', channel: 'COMPOSER', user: 'U1' }, { context }));
  const { nak } = await stream.requests.take();
  expect(nak?.error).toContain('This link_shared event has no channel');
  expect(nak?.error).toContain('Call say({ channel, text })');
});

test('say without a channel explains what to do', async () => {
  harness.havoc.event('team_join', ({ say }) => say('hi'));
  const stream = await harness.connect();
  stream.deliver(anEvent({ type: 'team_join', user: { id: 'U2' } }, { context: {} }));
  expect((await stream.requests.take()).nak?.error).toContain('Call say({ channel, text })');
});

test('respond posts to the response_url through the sidecar', async () => {
  harness.sidecar.answers.set('respond', () => ({}));
  harness.havoc.command('/poll', ({ respond }) => respond({ replace_original: true, text: 'x' }));
  const stream = await harness.connect();
  stream.deliver(aCommand({ response_url: 'https://hooks.slack.com/commands/1' }));
  await stream.requests.take();
  const { args } = await harness.sidecar.calls.take();
  expect({ ...args, json: text(args.json as Uint8Array) }).toEqual({
    response_url: 'https://hooks.slack.com/commands/1',
    json: '{"replace_original":true,"text":"x"}',
  });
});

test('respond without a response_url explains what to do', async () => {
  harness.havoc.event('app_mention', ({ respond }) => respond('x'));
  const stream = await harness.connect();
  stream.deliver(aMention());
  expect((await stream.requests.take()).nak?.error).toContain('has no response_url. Use say()');
});
