import { SocketModeClient, type SocketModeOptions } from '@slack/socket-mode';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { until } from '../support/until.js';
import { quiet } from './support/quiet.js';

let local: LocalSlack;
let clients: SocketModeClient[];

beforeEach(async () => {
  clients = [];
  local = await startLocalSlack({
    doors: ['socket'],
    retryDelaysMs: [0, 0, 0],
    answerWithinMs: 200,
    socketMode: { pingEveryMs: 50 },
  });
});
afterEach(async () => {
  for (const client of clients) await client.disconnect();
  await local.close();
});

function createClient(options: Partial<SocketModeOptions> = {}): SocketModeClient {
  const clientOptions = { slackApiUrl: local.apiUrl };
  return new SocketModeClient({ appToken: local.appToken, logger: quiet, clientOptions, ...options });
}

async function connect(options: Partial<SocketModeOptions> = {}): Promise<SocketModeClient> {
  const client = createClient(options);
  await client.start();
  clients.push(client);
  return client;
}

test('the client resolves with the URL of its connection', async () => {
  const client = createClient();
  expect(await client.start()).toMatchObject({ ok: true, url: expect.stringContaining('/link/?ticket=') });
  await client.disconnect();
  await local.socket.waitForConnections(0);
});

test('pings in both directions keep the client connected', async () => {
  const client = await connect({ clientPingTimeout: 600 });
  let closed = 0;
  client.on('close', () => {
    closed += 1;
  });
  let pings = 0;
  const count = () => {
    pings += 1;
  };
  const diagnostics = await import('node:diagnostics_channel');
  diagnostics.subscribe('undici:websocket:ping', count);
  diagnostics.subscribe('undici:websocket:pong', count);
  await until(() => pings > 12);
  diagnostics.unsubscribe('undici:websocket:ping', count);
  diagnostics.unsubscribe('undici:websocket:pong', count);
  expect(closed).toBe(0);
});

test('the client receives each attempt of an event, with its number, until it acknowledges one', async () => {
  const client = await connect();
  const tries: unknown[] = [];
  client.on('message', async ({ ack, event, body, retry_num, retry_reason, accepts_response_payload }) => {
    tries.push([event.text, body.type, retry_num, retry_reason, accepts_response_payload]);
    if (tries.length >= 3) await ack();
  });
  await local.as('ana').post('#general', 'hi');
  await local.waitForPush({ outcome: 'delivered' });
  expect(tries.slice(0, 3)).toEqual([
    ['hi', 'event_callback', 0, '', false],
    ['hi', 'event_callback', 1, 'timeout', false],
    ['hi', 'event_callback', 2, 'timeout', false],
  ]);
});

test('the client replies to a command with the acknowledgement', async () => {
  const client = await connect();
  client.on('slash_commands', async ({ ack, body }) => ack({ text: `You said ${body.text}` }));
  expect(await local.as('ana').command('/say', 'cheese')).toEqual({ ok: true });
  expect(local.ephemerals('ana')).toMatchObject([{ text: 'You said cheese' }]);
});

test('the client acknowledges an interaction', async () => {
  const client = await connect();
  client.on('interactive', async ({ ack }) => ack());
  expect(await local.as('ana').shortcut('go')).toEqual({ ok: true });
});

test('the client gives up if its token is invalid', async () => {
  await expect(createClient({ appToken: 'xapp-1-A1-2-3' }).start()).rejects.toMatchObject({
    data: { error: 'invalid_auth' },
  });
});

test('the client reconnects at the end of each connection', async () => {
  await local.close();
  local = await startLocalSlack({ doors: ['socket'], socketMode: { livesMs: 1000, warnsBeforeMs: 300 } });
  // The client also waits this long before it reconnects.
  const client = await connect({ clientPingTimeout: 300 });
  let returned = 0;
  client.on('connected', () => {
    returned += 1;
  });
  // The test does not stop the client while it connects, because this version of the client would throw.
  await until(() => returned >= 2);
  expect(local.calls('apps.connections.open').length).toBeGreaterThanOrEqual(3);
});

test('the client emits no error when the local Slack closes while it disconnects', async () => {
  const client = await connect();
  const errors: unknown[] = [];
  client.on('error', (error) => errors.push(error));
  const disconnected = client.disconnect();
  await local.close();
  await disconnected;
  expect(errors).toEqual([]);
});

test('events are distributed over the connections of several clients', async () => {
  const seen = await Promise.all([connect(), connect(), connect()]);
  const counts = seen.map(() => 0);
  seen.forEach((client, index) => {
    client.on('message', async ({ ack }) => {
      counts[index] = (counts[index] ?? 0) + 1;
      await ack();
    });
  });
  for (let count = 0; count < 9; count += 1) await local.as('ana').post('#general', `number ${count}`);
  await until(() => local.pushes({ outcome: 'delivered' }).length === 9);
  expect(counts).toEqual([3, 3, 3]);
});
