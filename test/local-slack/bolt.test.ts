import type { AddressInfo } from 'node:net';
import { HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import { type DoorName, type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { until } from '../support/until.js';
import { createBoltApp } from './support/bolt-app.js';
import { quiet } from './support/quiet.js';

/** Starts the app with a receiver. @returns a function that stops it */
type Start = (local: LocalSlack) => Promise<() => Promise<void>>;

const overHttp: Start = async (local) => {
  const receiver = new HTTPReceiver({
    signingSecret: local.signingSecret,
    logger: quiet,
    unhandledRequestTimeoutMillis: 100,
  });
  createBoltApp(local, receiver);
  const { port } = (await receiver.start(0)).address() as AddressInfo;
  await local.configure({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
  return async () => void (await receiver.stop());
};

/** @param clientPingTimeout how long the client keeps a silent connection, and how long it waits before it reconnects */
const overSocketMode =
  (clientPingTimeout: number): Start =>
  async (local) => {
    const receiver = new SocketModeReceiver({
      appToken: local.appToken,
      logger: quiet,
      clientPingTimeout,
      installerOptions: { clientOptions: { slackApiUrl: local.apiUrl } },
    });
    createBoltApp(local, receiver);
    await receiver.start();
    return async () => {
      await receiver.stop();
      await local.socket.waitForConnections(0);
    };
  };

const DOORS: Record<DoorName, Start> = { http: overHttp, socket: overSocketMode(5_000) };

let local: LocalSlack;
let stop: () => Promise<void>;

async function begin(door: DoorName, start = DOORS[door]): Promise<void> {
  local = await startLocalSlack({
    doors: [door],
    answerWithinMs: 1500,
    retryDelaysMs: [0, 200, 1000],
    socketMode: { pingEveryMs: 50 },
  });
  stop = await start(local);
}

async function end(): Promise<void> {
  await stop();
  await local.close();
}

async function openModal() {
  const ana = local.as('ana');
  await ana.command('/poll', 'Lunch?', '#general');
  const poll = await local.waitForMessage({ text: 'Lunch?' });
  await ana.click(poll, 'edit');
  return { ana, view: await local.waitForView('ana', { callback_id: 'poll_modal' }) };
}

describe.each(['http', 'socket'] as const)('with a Bolt app over %s', (door) => {
  beforeEach(() => begin(door));
  afterEach(end);

  test('the app answers a mention in its thread', async () => {
    const { ts } = await local.as('ana').post('#general', 'hey @havoc, are you there?');
    const reply = await local.waitForMessage({ text: 'Hello Ana Ferreira' });
    expect(reply).toMatchObject({ thread_ts: ts, bot_id: local.botId, channel_name: '#general' });
  });

  test('only the person sees the answer to a command, but everyone sees the posted message', async () => {
    expect(await local.as('ana').command('/poll', 'Lunch?', '#general')).toEqual({ ok: true });
    expect(local.ephemerals('ana')).toMatchObject([{ text: 'Asking: Lunch?' }]);
    expect(await local.waitForMessage({ text: 'Lunch?' })).toMatchObject({ channel_name: '#general' });
  });

  test('a button replaces its message through the response_url', async () => {
    await local.as('ana').command('/poll', 'Lunch?');
    const poll = await local.waitForMessage({ text: 'Lunch?' });
    expect(await local.as('ben').click(poll, 'Yes')).toEqual({ ok: true });
    const changed = await local.waitForMessage({ text: `${local.user('ben').id} voted yes` });
    expect(changed.ts).toBe(poll.ts);
    expect(changed.message).not.toHaveProperty('blocks');
  });

  test('a modal opens, stays open after an error, and is then cleared', async () => {
    const { ana, view } = await openModal();
    expect(await ana.submit(view, { title: 'x' })).toMatchObject({
      ok: false,
      errors: { title: 'too short' },
    });
    expect(ana.view().id).toBe(view.id);
    expect(await ana.submit(view, { title: 'Dinner?' })).toEqual({ ok: true });
    await local.waitForNoView('ana');
    expect(await local.waitForMessage({ text: 'Dinner? with undefined' })).toMatchObject({
      channel: expect.stringMatching(/^D/),
    });
  });

  test('the app learns that a modal was closed', async () => {
    const { ana, view } = await openModal();
    expect(await ana.closeView(view)).toEqual({ ok: true });
    await local.waitForMessage({ text: 'Never mind.' });
  });

  test('an external select shows the options of the app, and the chosen one is submitted', async () => {
    const { ana, view } = await openModal();
    expect(await ana.suggest(view, 'pick', 'hot')).toMatchObject({
      options: [{ text: { text: 'pizza hot' }, value: 'pizza' }, { value: 'sushi' }],
    });
    await ana.select(view, 'pick', 'sushi');
    await ana.submit(view, { title: 'Dinner?' });
    await local.waitForMessage({ text: 'Dinner? with sushi' });
  });

  test('the app publishes the App Home when a person opens it', async () => {
    await local.as('ana').openHome();
    expect(await local.waitForHome('ana')).toMatchObject({ type: 'home', blocks: [{ type: 'divider' }] });
  });

  test('a person sees an error after a command without a listener', async () => {
    // Over HTTP, Bolt answers with 404 after its timeout. Over Socket Mode, it never answers.
    const error = { http: 'dispatch_failed', socket: 'operation_timeout' }[door];
    const result = await local.as('ana').command('/unknown');
    expect(result).toEqual({ ok: false, error, text: `/unknown failed with the error "${error}"` });
  });
});

describe('over Socket Mode, the app reconnects', () => {
  beforeEach(() => begin('socket', overSocketMode(300)));
  afterEach(end);

  test.each([
    ['the network drops the connection', () => local.socket.drop()],
    ['a warning from Slack', () => local.socket.disconnect('warning')],
    ['a request to refresh from Slack', () => local.socket.disconnect('refresh_requested')],
    ['the connection falls silent', () => local.socket.silence()],
  ])('after %s', async (_what, breakIt) => {
    const [first] = local.socket.connections();
    breakIt();
    const ids = () => local.socket.connections().map(({ id }) => id);
    await until(() => ids().length === 1 && ids()[0] !== first?.id);
    await local.as('ana').post('#general', 'hey @havoc, are you there?');
    await local.waitForMessage({ text: 'Hello Ana Ferreira' });
  });
});
