import { type LocalSlack, type LocalSlackOptions, startLocalSlack } from '../../src/local-slack/index.js';
import type { Json } from '../../src/local-slack/model.js';
import { until } from '../support/until.js';
import { input, modal, option, text } from './support/block-kit.js';
import { startReceiver } from './support/receiver.js';
import { connectApp } from './support/socket-app.js';

let local: LocalSlack;

beforeEach(() => begin());
afterEach(() => local.close());

async function begin(options: LocalSlackOptions = {}): Promise<void> {
  local = await startLocalSlack({ doors: ['socket'], retryDelaysMs: [0, 0, 0], ...options });
}

async function beginAnew(options: LocalSlackOptions): Promise<void> {
  await local.close();
  await begin(options);
}

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** Opens a modal with the trigger_id of a command. */
async function openModal({ payload }: Json): Promise<void> {
  const { trigger_id } = Object(payload);
  const external = { type: 'external_select', action_id: 'pick' };
  const view = modal('poll', [input('title'), input('food', external, { optional: true })]);
  const headers = { authorization: `Bearer ${local.botToken}`, 'content-type': 'application/json' };
  await fetch(`${local.apiUrl}views.open`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ trigger_id, view }),
  });
}

describe('an envelope', () => {
  test('of an event contains the number of the attempt', async () => {
    const app = await connectApp(local, { acknowledges: true });
    await local.as('ana').post('#general', 'hi');
    const push = await local.waitForPush({ outcome: 'delivered' });
    expect(app.received.slice(1)).toEqual([
      {
        envelope_id: uuid,
        payload: push.body,
        type: 'events_api',
        accepts_response_payload: false,
        retry_attempt: 0,
        retry_reason: '',
      },
    ]);
    expect(push).toMatchObject({ kind: 'event', name: 'message', door: 'socket' });
    expect(push.attempts).toMatchObject([{ connection: 1, envelopeId: app.received[1]?.envelope_id }]);
  });

  test('accepts a reply for a command, a submission and options, but not for a shortcut', async () => {
    const app = await connectApp(local);
    const ana = local.as('ana');

    const commanded = ana.command('/poll', 'Lunch?', '#general');
    const command = await app.next('slash_commands');
    expect(command).toEqual({
      envelope_id: uuid,
      payload: expect.objectContaining({ command: '/poll', text: 'Lunch?', user_id: local.user('ana').id }),
      type: 'slash_commands',
      accepts_response_payload: true,
    });
    await openModal(command);
    app.acknowledge(command, { text: 'Asking' });
    expect(await commanded).toEqual({ ok: true });
    expect(local.ephemerals('ana')).toMatchObject([{ text: 'Asking' }]);

    const view = await local.waitForView('ana');
    const suggested = ana.suggest(view, 'pick', 'piz');
    const suggestion = await app.next('interactive');
    expect(suggestion).toMatchObject({
      payload: { type: 'block_suggestion', value: 'piz' },
      accepts_response_payload: true,
    });
    app.acknowledge(suggestion, { options: [option('pizza')] });
    expect(await suggested).toMatchObject({ ok: true, options: [{ text: text('pizza') }] });

    const refused = ana.submit(view, { title: 'x' });
    const submission = await app.next('interactive', 2);
    expect(submission).toMatchObject({
      payload: { type: 'view_submission' },
      accepts_response_payload: true,
    });
    app.acknowledge(submission, { response_action: 'errors', errors: { title: 'too short' } });
    expect(await refused).toMatchObject({ ok: false, errors: { title: 'too short' } });
    const submitted = ana.submit(view, { title: 'Dinner?' });
    app.acknowledge(await app.next('interactive', 3));
    expect(await submitted).toEqual({ ok: true });
    await local.waitForNoView('ana');

    const asked = ana.shortcut('go');
    const shortcut = await app.next('interactive', 4);
    expect(shortcut).toMatchObject({ payload: { type: 'shortcut' }, accepts_response_payload: false });
    expect(shortcut).not.toHaveProperty('retry_attempt');
    app.acknowledge(shortcut);
    expect(await asked).toEqual({ ok: true });
  });

  test('goes over the open connections in turn', async () => {
    const apps = [
      await connectApp(local, { acknowledges: true }),
      await connectApp(local, { acknowledges: true }),
    ];
    for (const word of ['one', 'two', 'three', 'four']) {
      await local.as('ana').post('#general', word);
    }
    await until(() => local.pushes({ outcome: 'delivered' }).length === 4);
    expect(apps.map(({ received }) => received.length)).toEqual([3, 3]);
  });

  test('avoids a connection that was asked to refresh, but accepts a late acknowledgement from it', async () => {
    const leaving = await connectApp(local);
    await local.as('ana').post('#general', 'one');
    const envelope = await leaving.next('events_api');
    local.socket.disconnect('refresh_requested');
    const staying = await connectApp(local, { acknowledges: true });
    await local.as('ana').post('#general', 'two');
    await staying.next('events_api');
    leaving.acknowledge(envelope);
    await until(() => local.pushes({ outcome: 'delivered' }).length === 2);
    expect(leaving.received.map(({ type }) => type)).toEqual(['hello', 'events_api', 'disconnect']);
  });
});

describe('a push without an acknowledgement', () => {
  test('is sent four times, each time in a new envelope', async () => {
    await beginAnew({ answerWithinMs: 20 });
    const app = await connectApp(local);
    await local.as('ana').post('#general', 'hi');
    const push = await local.waitForPush({ outcome: 'failed' });
    expect(push.attempts.map(({ failure }) => failure)).toEqual(Array(4).fill('timeout'));
    const sent = app.received.slice(1);
    expect(sent.map(({ retry_attempt, retry_reason }) => [retry_attempt, retry_reason])).toEqual([
      [0, ''],
      [1, 'timeout'],
      [2, 'timeout'],
      [3, 'timeout'],
    ]);
    expect(new Set(sent.map(({ envelope_id }) => envelope_id)).size).toBe(4);
    expect(new Set(sent.map(({ payload }) => Object(payload).event_id)).size).toBe(1);
  });

  test('ignores invalid acknowledgements', async () => {
    await beginAnew({ answerWithinMs: 50, retryDelaysMs: [] });
    const { next, socket } = await connectApp(local);
    await local.as('ana').post('#general', 'hi');
    const { envelope_id } = await next('events_api');
    for (const frame of ['', '{', '[]', 'null', '{"envelope_id":1}', `"${envelope_id}"`]) socket.send(frame);
    socket.send(JSON.stringify({ envelope_id: `${envelope_id}0`, payload: {} }));
    expect((await local.waitForPush({ outcome: 'failed' })).attempts).toMatchObject([{ failure: 'timeout' }]);
    expect(socket.readyState).toBe(socket.OPEN);
  });

  test('fails when the local Slack closes', async () => {
    const app = await connectApp(local);
    const asked = local.as('ana').command('/poll');
    await app.next('slash_commands');
    await local.close();
    expect(await asked).toMatchObject({ ok: false, error: 'dispatch_failed' });
    expect(await app.closed).toBe(1000);
  });

  test('stays failed when the acknowledgement comes too late', async () => {
    await beginAnew({ answerWithinMs: 300, retryDelaysMs: [] });
    const app = await connectApp(local);
    await local.as('ana').post('#general', 'hi');
    await local.waitForPush({ outcome: 'failed' });
    app.acknowledge(await app.next('events_api'));
    await local.as('ana').post('#general', 'again');
    app.acknowledge(await app.next('events_api', 2));
    await local.waitForPush({ outcome: 'delivered' });
    expect(local.pushes().map(({ outcome }) => outcome)).toEqual(['failed', 'delivered']);
  });

  test('is sent again over another connection when its connection is lost', async () => {
    const [first, second] = [await connectApp(local), await connectApp(local, { acknowledges: true })];
    // The first message goes over the second connection.
    await local.as('ana').post('#general', 'one');
    await local.as('ana').post('#general', 'two');
    await first.next('events_api');
    local.socket.connections()[0]?.drop();
    await until(() => local.pushes({ outcome: 'delivered' }).length === 2);
    expect(second.received.slice(1)).toMatchObject([
      { retry_attempt: 0, payload: { event: { text: 'one' } } },
      { retry_attempt: 1, retry_reason: 'connection_failed', payload: { event: { text: 'two' } } },
    ]);
  });

  test('is retried until there is a connection', async () => {
    await beginAnew({ retryDelaysMs: Array(100).fill(20) });
    await local.as('ana').post('#general', 'hi');
    await local.waitForPush((one) => one.attempts.length === 2);
    const app = await connectApp(local, { acknowledges: true });
    const { attempts } = await local.waitForPush({ outcome: 'delivered' });
    expect(attempts[0]).toMatchObject({ retryNum: 0, failure: 'connection_failed' });
    expect(app.received.slice(1)).toMatchObject([
      { retry_attempt: attempts.length - 1, retry_reason: 'connection_failed' },
    ]);
  });

  test.each([
    ['without a connection', async () => undefined, 'dispatch_failed'],
    ['over a connection without an answer', async () => void (await connectApp(local)), 'operation_timeout'],
  ])('%s ends in an error for the person', async (_what, connect, error) => {
    await beginAnew({ answerWithinMs: 20 });
    await connect();
    expect(await local.as('ana').command('/poll')).toMatchObject({ ok: false, error });
  });
});

describe('through both doors', () => {
  let app: Awaited<ReturnType<typeof startReceiver>>;
  let answer = '';

  beforeEach(async () => {
    answer = '';
    app = await startReceiver(local.signingSecret, (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer),
    );
    await local.configure({ doors: ['http', 'socket'], requestUrl: app.url, verify: false });
  });
  afterEach(() => app.close());

  test('an event is sent twice with the same body', async () => {
    const socketApp = await connectApp(local, { acknowledges: true });
    await local.as('ana').post('#general', 'hi');
    await until(() => local.pushes({ outcome: 'delivered' }).length === 2);
    expect(local.pushes().map(({ door }) => door)).toEqual(['http', 'socket']);
    expect(app.received[0]?.body).toEqual(socketApp.received[1]?.payload);
  });

  test('a command gets the answer that has content', async () => {
    await connectApp(local, { acknowledges: true });
    answer = JSON.stringify({ text: 'by HTTP' });
    expect(await local.as('ana').command('/poll')).toEqual({ ok: true });
    expect(local.ephemerals('ana')).toMatchObject([{ text: 'by HTTP' }]);
  });

  test('a command succeeds if one of the doors succeeds', async () => {
    expect(await local.as('ana').command('/poll')).toEqual({ ok: true });
    expect(local.pushes().map(({ door, outcome }) => [door, outcome])).toEqual([
      ['http', 'delivered'],
      ['socket', 'failed'],
    ]);
  });

  test('a request URL is verified only if the http door is in use', async () => {
    await expect(local.configure({ requestUrl: app.url, doors: ['http'] })).rejects.toMatchObject({
      code: 'local_slack.url_not_verified',
    });
    await connectApp(local);
    await local.configure({ requestUrl: app.url, doors: ['socket'] });
    expect(local.pushes({ kind: 'url_verification' })).toMatchObject([{ door: 'http' }]);
  });
});
