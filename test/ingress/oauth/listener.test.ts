import { type BareListener, eventBody, openLine, openListener, requestText } from '../bare-listener.js';
import { FORM, JSON_TYPE, signed } from '../signed.js';
import { createStage, type Stage } from './stage.js';

let stage: Stage;
let listener: BareListener | undefined;
afterEach(() => listener?.close());

async function open(options: Parameters<typeof createStage>[0] = {}, without = {}): Promise<void> {
  stage = createStage(options);
  listener = await openListener({ oauth: stage.pages, ...without });
}

async function ask(request: Parameters<typeof requestText>[0]) {
  const line = await openLine(listener?.port ?? 0);
  line.socket.write(requestText({ headers: {}, ...request }));
  const text = await line.closed;
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { statuses: line.statuses(), head, body };
}

/** A promise that a test resolves. */
function createGate() {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

const PATHS = ['/slack/install', '/slack/oauth_redirect'];
const events = eventBody(1);

test('serves an installation from its start to its end, and records it without its secrets', async () => {
  await open();
  const started = await ask({ method: 'GET', target: '/slack/install?team=T9TK3CUKW' });
  expect(started.statuses).toEqual([302]);
  expect(started.head).toMatch(/^cache-control: no-store\r$/m);
  expect(started.head).toMatch(/^connection: close\r?$/im);
  const state = /[?&]state=([\w.-]+)/.exec(started.head)?.[1] ?? '';
  const cookie = /^set-cookie: ([^;]+)/m.exec(started.head)?.[1] ?? '';
  const target = `/slack/oauth_redirect?code=a-code&state=${state}`;
  const ended = await ask({ method: 'GET', target, headers: { cookie } });
  expect(ended.statuses).toEqual([200]);
  expect(ended.head).toMatch(/^content-type: text\/html; charset=utf-8\r$/m);
  expect(ended.body).toContain('Slack Pickleball Team');
  expect(stage.grants).toHaveLength(1);
  expect(listener?.accepted).toEqual([]);
  expect(listener?.records).toEqual([
    {
      at: expect.any(Date),
      direction: 'in',
      name: 'oauth install',
      status: 302,
      outcome: 'ok',
      tookMs: expect.any(Number),
    },
    {
      at: expect.any(Date),
      direction: 'in',
      name: 'oauth redirect',
      team_id: 'T9TK3CUKW',
      status: 200,
      outcome: 'ok',
      tookMs: expect.any(Number),
    },
  ]);
});

test('limits a client by the address that a proxy in front says', async () => {
  await open();
  async function endFor(forwarded: string): Promise<number | undefined> {
    const { state, cookies: cookie } = await stage.begin();
    const headers = { cookie, 'x-forwarded-for': forwarded };
    const target = `/slack/oauth_redirect?code=c&state=${state}`;
    return (await ask({ method: 'GET', target, headers })).statuses[0];
  }
  const statuses: (number | undefined)[] = [];
  for (let count = 0; count < 6; count++) statuses.push(await endFor('198.51.100.7, 10.0.0.1'));
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  expect(await endFor('198.51.100.8, 10.0.0.1')).toBe(200);
});

test('sends the cookie of a new start, and ends that of the oldest one', async () => {
  await open();
  const cookie = Array.from({ length: 8 }, (_, at) => `__Host-havoc_oauth_${at}234567=x`).join('; ');
  const { head } = await ask({ method: 'GET', target: '/slack/install', headers: { cookie } });
  expect([...head.matchAll(/^set-cookie: ([^=]+)=/gim)].map(([, name]) => name)).toEqual([
    expect.stringMatching(/^__Host-havoc_oauth_[\w-]{8}$/),
    '__Host-havoc_oauth_0234567',
  ]);
});

test.each(PATHS)('answers HEAD of %s without a body', async (target) => {
  await open();
  const { statuses, body } = await ask({ method: 'HEAD', target });
  expect(statuses).toEqual([target.endsWith('install') ? 302 : 200]);
  expect(body).toBe('');
});

test.each(PATHS)('refuses every other method at %s, signed or not', async (target) => {
  await open();
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const { statuses, head } = await ask({ method, target });
    expect(statuses).toEqual([405]);
    expect(head).toMatch(/^allow: GET, HEAD\r?$/im);
  }
  const form = { 'content-type': FORM };
  expect(await ask({ target, headers: form, body: 'ssl_check=1' })).toMatchObject({ statuses: [405] });
  const headers = signed(events, JSON_TYPE);
  expect(await ask({ target, headers, body: events })).toMatchObject({ statuses: [405] });
  expect(listener?.accepted).toEqual([]);
  expect(listener?.records.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual(
    Array(6).fill(`${target} refused: request.method`),
  );
});

test.each(PATHS)('does not know %s without OAuth', async (target) => {
  await open({}, { oauth: undefined });
  for (const method of ['GET', 'HEAD', 'POST'])
    expect(await ask({ method, target })).toMatchObject({ statuses: [404] });
});

test('accepts requests from Slack beside the pages', async () => {
  await open();
  const headers = signed(events, JSON_TYPE, { connection: 'close' });
  expect(await ask({ headers, body: events })).toMatchObject({ statuses: [200] });
  expect(await ask({ method: 'GET', target: '/slack/events' })).toMatchObject({ statuses: [405] });
  expect(listener?.accepted).toHaveLength(1);
});

test('without a signing secret, serves the pages and refuses every POST', async () => {
  await open({}, { signingSecrets: [] });
  expect(await ask({ method: 'GET', target: '/slack/install' })).toMatchObject({ statuses: [302] });
  for (const target of ['/slack', '/slack/events', ...PATHS]) {
    const { statuses } = await ask({ target, headers: signed(events), body: events });
    expect([401, 405]).toContain(statuses[0]);
  }
  expect(listener?.accepted).toEqual([]);
});

test('an installation may take longer than a request', async () => {
  const asked = createGate();
  const answered = createGate();
  await open({
    async install() {
      asked.open();
      await answered.opened;
    },
  });
  await listener?.close();
  listener = await openListener({ oauth: stage.pages, requestTimeoutMs: 100 });
  const { state, cookies } = await stage.begin();
  const line = await openLine(listener.port);
  const target = `/slack/oauth_redirect?code=c&state=${state}`;
  line.socket.write(requestText({ method: 'GET', target, headers: { cookie: cookies } }));
  await asked.opened;
  // A second connection that stays silent in its request shows that the time is over.
  const slow = await openLine(listener.port);
  slow.socket.write('GET /slack/install HTTP/1.1\r\n');
  expect(await slow.closed).toContain('408');
  expect(line.heard()).toBe('');
  const closing = listener.close();
  answered.open();
  expect(await line.closed).toContain('200 OK');
  await closing;
});

test('a stop waits for an installation whose browser has left', async () => {
  const asked = createGate();
  const answered = createGate();
  const steps: string[] = [];
  await open({
    async install() {
      asked.open();
      await answered.opened;
      steps.push('stored');
    },
  });
  const { state, cookies } = await stage.begin();
  const line = await openLine(listener?.port ?? 0);
  const target = `/slack/oauth_redirect?code=c&state=${state}`;
  line.socket.write(requestText({ method: 'GET', target, headers: { cookie: cookies } }));
  await asked.opened;
  line.socket.destroy();
  await line.closed;
  const closing = listener?.close().then(() => void steps.push('closed'));
  answered.open();
  await closing;
  expect(steps).toEqual(['stored', 'closed']);
});
