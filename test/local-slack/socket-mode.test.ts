import { type LocalSlack, type LocalSlackOptions, startLocalSlack } from '../../src/local-slack/index.js';
import { until } from '../support/until.js';
import { connectApp, openConnection } from './support/socket-app.js';

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

describe('apps.connections.open', () => {
  test('answers with a URL of the local Slack', async () => {
    const { ok, url } = await openConnection(local);
    expect(ok).toBe(true);
    expect(url).toMatch(
      new RegExp(`^${local.url.replace('http', 'ws')}/link/\\?ticket=\\w{32}&app_id=${local.appId}$`),
    );
  });

  test.each([
    ["the bot's token", () => local.botToken, 'not_allowed_token_type'],
    ["a person's token", () => local.userToken('ana'), 'not_allowed_token_type'],
    ["another app's token", () => 'xapp-1-A1-2-3', 'invalid_auth'],
    ['an empty token', () => '', 'not_authed'],
  ])('refuses %s', async (_whose, token, error) => {
    expect(await openConnection(local, token())).toEqual({ ok: false, error });
  });

  test('does not read the token from the arguments', async () => {
    const body = new URLSearchParams({ token: local.appToken });
    const response = await fetch(`${local.apiUrl}apps.connections.open`, { method: 'POST', body });
    expect(await response.json()).toEqual({ ok: false, error: 'invalid_auth' });
  });

  test('is the only method that accepts an app-level token', async () => {
    const headers = { authorization: `Bearer ${local.appToken}` };
    const response = await fetch(`${local.apiUrl}auth.test`, { method: 'POST', headers });
    expect(await response.json()).toEqual({ ok: false, error: 'not_allowed_token_type' });
  });

  test('accepts a token that differs in each run', async () => {
    const other = await startLocalSlack();
    expect(other.appToken).toMatch(/^xapp-1-A\w+-\d{13}-\w{64}$/);
    expect(other.appToken).not.toBe(local.appToken);
    await other.close();
  });
});

describe('a ticket', () => {
  const dial = async (url: string) => {
    const app = await connectApp(local, { url }).catch((thrown: Error) => thrown.message);
    return typeof app === 'string' ? app : app.received[0]?.type;
  };

  test('is valid once', async () => {
    const url = String((await openConnection(local)).url);
    expect(await dial(url)).toBe('hello');
    expect(await dial(url)).toBe('Unexpected server response: 403');
  });

  test('is valid for 30 seconds', async () => {
    let now = new Date();
    await beginAnew({ now: () => now });
    const url = String((await openConnection(local)).url);
    now = new Date(now.getTime() + 30_000);
    expect(await dial(url)).toBe('Unexpected server response: 403');
  });

  test('is required', async () => {
    expect(await dial(`${local.url.replace('http', 'ws')}/link/`)).toBe('Unexpected server response: 403');
  });
});

describe('a connection', () => {
  test('begins with a hello', async () => {
    await connectApp(local);
    const { received } = await connectApp(local);
    expect(received).toEqual([
      {
        type: 'hello',
        num_connections: 2,
        debug_info: { host: 'applink-2', build_number: 1, approximate_connection_time: 3600 },
        connection_info: { app_id: local.appId },
      },
    ]);
    expect(local.socket.connections().map(({ id }) => id)).toEqual([1, 2]);
  });

  test('is short-lived with debug_reconnects', async () => {
    const { url } = await openConnection(local);
    const { received } = await connectApp(local, { url: `${url}&debug_reconnects=true` });
    expect(received[0]).toMatchObject({ debug_info: { approximate_connection_time: 360 } });
  });

  test('is refused if ten connections are open already', async () => {
    for (let count = 0; count < 10; count += 1) await connectApp(local);
    const eleventh = await connectApp(local);
    expect(eleventh.received).toEqual([
      { type: 'disconnect', reason: 'too_many_websockets', debug_info: { host: 'applink-0' } },
    ]);
    expect(await eleventh.closed).toBe(1000);
    expect(local.socket.connections()).toHaveLength(10);
  });

  test('is refused while Socket Mode is off, and closed when Socket Mode is turned off', async () => {
    const app = await connectApp(local);
    await local.configure({ doors: ['http'] });
    expect(await app.next('disconnect')).toMatchObject({ reason: 'link_disabled' });
    expect(await app.closed).toBe(1000);
    const late = await connectApp(local);
    expect(late.received).toMatchObject([{ type: 'disconnect', reason: 'link_disabled' }]);
  });

  test('is pinged, and cut if the app answers no ping', async () => {
    await beginAnew({ socketMode: { pingEveryMs: 20 } });
    const pings: string[] = [];
    const well = await connectApp(local);
    well.socket.on('ping', (data) => pings.push(String(data)));
    const dead = await connectApp(local, { autoPong: false });
    expect(await dead.closed).toBe(1006);
    expect(pings).toContain('Ping from applink-1');
    expect(await local.socket.waitForConnections(1)).toMatchObject([{ id: 1 }]);
  });

  test('answers pings, until it is silenced', async () => {
    const app = await connectApp(local);
    let pongs = 0;
    app.socket.on('pong', () => {
      pongs += 1;
    });
    app.socket.ping();
    await until(() => pongs === 1);
    local.socket.silence();
    app.socket.ping();
    await local.as('ana').post('#general', 'hi');
    await local.waitForPush((one) => one.attempts.length === 0);
    const other = await connectApp(local);
    other.socket.ping();
    await new Promise((resolve) => other.socket.once('pong', resolve));
    expect(pongs).toBe(1);
    expect(app.received.map(({ type }) => type)).toEqual(['hello']);
  });

  test('receives nothing when the local Slack ends it while it is silenced', async () => {
    const app = await connectApp(local);
    local.socket.silence();
    local.socket.disconnect('link_disabled');
    expect(await app.closed).toBe(1006);
    expect(app.received.map(({ type }) => type)).toEqual(['hello']);
  });

  test('is dropped without a close frame', async () => {
    const app = await connectApp(local);
    local.socket.drop();
    expect(await app.closed).toBe(1006);
    expect(app.received.map(({ type }) => type)).toEqual(['hello']);
    await local.socket.waitForConnections(0);
  });

  test('gets a warning, a request to refresh, and is then closed', async () => {
    await beginAnew({ socketMode: { livesMs: 60, warnsBeforeMs: 30 } });
    const app = await connectApp(local);
    expect(await app.closed).toBe(1000);
    const debug_info = { host: 'applink-1' };
    expect(app.received.slice(1)).toEqual([
      { type: 'disconnect', reason: 'warning', debug_info },
      { type: 'disconnect', reason: 'refresh_requested', debug_info },
    ]);
  });

  test('can be broken on its own', async () => {
    const [first, second] = [await connectApp(local), await connectApp(local)];
    local.socket.connections()[0]?.disconnect('refresh_requested');
    expect(await first.next('disconnect')).toMatchObject({ reason: 'refresh_requested' });
    expect(second.received).toHaveLength(1);
  });

  test('is closed with a close frame when the local Slack closes, and cut if the app does not answer', async () => {
    const [well, frozen] = [await connectApp(local), await connectApp(local)];
    frozen.socket.pause();
    await local.close();
    frozen.socket.resume();
    expect(await well.closed).toBe(1000);
    expect(local.socket.connections()).toEqual([]);
  });

  test('is cut when the local Slack closes, if the connection is silenced', async () => {
    const app = await connectApp(local);
    local.socket.silence();
    await local.close();
    expect(await app.closed).toBe(1006);
  });
});
