import { createPollApp } from '../../../examples/poll/src/app.js';
import { createMemoryStore, type PollStore } from '../../../examples/poll/src/store.js';
import { toSlackStatus } from '../../../src/grpc/status.js';
import { aClick, aCommand, aDelivery, aMention } from '../../client/deliveries.js';
import { Failure, type FakeStream } from '../../client/fake-sidecar.js';
import { createHarness, type Harness } from '../../client/harness.js';

let harness: Harness;
let store: PollStore;
let stream: FakeStream;
/** The current message of the poll. */
let message: { key: string; json: string } | undefined;

beforeEach(async () => {
  harness = await createHarness();
  store = createMemoryStore();
  message = undefined;
  const { answers } = harness.sidecar;
  answers.set('messages.upsert', ({ args }) => {
    message = { key: String(args.key), json: JSON.stringify(args.message) };
    return { posted: true, message: { key: args.key } };
  });
  for (const method of ['views.open', 'chat.postMessage', 'respond'])
    answers.set(method, () => ({ ok: true }));
  createPollApp({ havoc: harness.havoc, store });
  stream = await harness.connect();
});
afterEach(() => harness.end());

/** Delivers a payload, and returns the reply and the settlement. */
async function act(delivery: ReturnType<typeof aMention>) {
  stream.deliver(delivery);
  const first = await stream.requests.take();
  if (first.reply === undefined) return { settled: first };
  const reply = new TextDecoder().decode(first.reply.json);
  return { reply: reply === '' ? '' : JSON.parse(reply), settled: await stream.requests.take() };
}

const ask = () => act(aCommand({ text: '"Lunch?" pizza sushi', trigger_id: 'p1' }));
const click = (action_id: string, value: string, trigger_id: string) =>
  aClick([{ type: 'button', action_id, block_id: 'b', value }], {
    trigger_id,
    response_url: 'https://hooks.slack.com/x',
  });
const vote = (option: string, trigger_id: string) =>
  click('vote', JSON.stringify({ id: 'p1', option }), trigger_id);
const submit = (about: object, question: string, options: string) =>
  aDelivery(
    'view_submission',
    {
      type: 'view_submission',
      user: { id: 'U1' },
      view: {
        id: 'V1',
        type: 'modal',
        callback_id: 'poll_form',
        private_metadata: JSON.stringify(about),
        state: {
          values: {
            question: { text: { type: 'plain_text_input', value: question } },
            options: { text: { type: 'plain_text_input', value: options } },
          },
        },
      },
    },
    { reply_by: new Date(Date.now() + 2_500) },
  );
const calls = () => harness.sidecar.calls.rest().map(({ name }) => name);
const somebodyElse = { user: { id: 'U2', real_name: 'Bob' } };

test('a command posts a poll', async () => {
  expect(await ask()).toMatchObject({ reply: '', settled: { ack: {} } });
  expect(message?.key).toBe('poll:p1');
  expect(message?.json).toContain('*sushi*  `0`');
});

test('a vote is shown with a name, the same vote takes it back, and a second delivery changes nothing', async () => {
  await ask();
  const first = vote('pizza', 't1');
  await act(first);
  await act(first);
  expect(message?.json).toContain('*pizza*  `1`\\nAda Lovelace');
  await act(vote('sushi', 't2'));
  expect(message?.json).toContain('*pizza*  `0`');
  expect(message?.json).toContain('*sushi*  `1`\\nAda Lovelace');
  await act(vote('sushi', 't3'));
  expect(message?.json).toContain('*sushi*  `0`');
});

test('a vote during an update of the message is shown in the end', async () => {
  await ask();
  const { answers } = harness.sidecar;
  const upsert = answers.get('messages.upsert');
  answers.set('messages.upsert', async (call, signal) => {
    answers.set('messages.upsert', upsert ?? (() => ({})));
    await store.change('p1', 'elsewhere', (poll) => ({ ...poll, question: 'Newest?' }));
    return upsert?.(call, signal) ?? {};
  });
  await act(vote('pizza', 't1'));
  expect(message?.json).toContain('Newest?');
});

test.each([
  ['help', 'opens a form'],
  ['"Lunch? pizza', 'A quote is opened but never closed.'],
])('/poll %s is answered with an explanation', async (text, explanation) => {
  const { reply } = await act(aCommand({ text }));
  expect(reply.text).toContain(explanation);
});

test('/poll alone opens the form, and its submission posts a poll', async () => {
  await act(aCommand({ text: '', trigger_id: 't1' }));
  const { name, args } = await harness.sidecar.calls.take();
  expect([name, args.trigger_id]).toEqual(['views.open', 't1']);
  expect(args.view).toMatchObject({ callback_id: 'poll_form', private_metadata: '{"channel":"C1"}' });
  expect(await act(submit({ channel: 'C1' }, 'Dinner?', 'a\nb'))).toMatchObject({
    reply: '',
    settled: { ack: {} },
  });
  expect(message?.key).toBe('poll:V1');
  expect(message?.json).toContain('Dinner?');
});

test('mistakes are shown in the form', async () => {
  const { reply } = await act(submit({ channel: 'C1' }, 'Q', 'only one'));
  expect(reply).toEqual({
    response_action: 'errors',
    errors: { options: 'A poll needs at least two options.' },
  });
  expect(message).toBeUndefined();
});

test('an edit changes question and options, and keeps votes', async () => {
  await ask();
  await act(vote('pizza', 't1'));
  await act(click('edit', 'p1', 't2'));
  expect(calls()).toContain('views.open');
  await act(submit({ id: 'p1' }, 'Dinner?', 'pizza\nsalad'));
  expect(message?.json).toContain('Dinner?');
  expect(message?.json).toContain('*pizza*  `1`\\nAda Lovelace');
  expect(message?.json).toContain('*salad*');
});

test('closing removes the buttons and names the winner', async () => {
  await ask();
  await act(vote('pizza', 't1'));
  await act(click('close', 'p1', 't2'));
  expect(message?.json).toContain(':trophy: *pizza*');
  expect(message?.json).not.toContain('button');
});

test.each(['edit', 'close'])('only the person who asked may %s', async (id) => {
  await ask();
  await act({ ...click(id, 'p1', 't2'), context: somebodyElse });
  expect(calls()).toEqual(['messages.upsert', 'respond']);
  expect(message?.json).toContain('button');
});

test('a mention is answered with a greeting by name and the help', async () => {
  await act(aMention());
  const { args } = await harness.sidecar.calls.take();
  expect(args.text).toMatch(/^Hello Ada Lovelace! [\s\S]*`\/poll` alone opens a form/);
});

function refuse(method: string, error: string) {
  const { code, details, metadata } = toSlackStatus(method, {
    ok: false,
    error,
    status: 200,
    body: { ok: false, error },
  });
  return () => {
    throw new Failure(code, details, metadata);
  };
}

test('if the app may not post, it asks for an invitation, and acknowledges', async () => {
  harness.sidecar.answers.set('messages.upsert', refuse('chat.postMessage', 'not_in_channel'));
  expect(await ask()).toMatchObject({ settled: { ack: {} } });
  await harness.sidecar.calls.take();
  expect((await harness.sidecar.calls.take()).args).toMatchObject({
    channel: 'U1',
    text: expect.stringContaining('Invite me there'),
  });
});

test('if it is too late to open the form, there is no other attempt', async () => {
  harness.sidecar.answers.set('views.open', refuse('views.open', 'expired_trigger_id'));
  expect(await act(aCommand({ text: '' }))).toMatchObject({
    settled: { term: { error: expect.stringContaining('too late') } },
  });
});
