import { images } from './container.js';
import { createPod, NEIGHBOUR, type Pod, STRANGER } from './pod.js';

let pod: Pod;
beforeAll(async () => {
  pod = await createPod();
  await pod.run({ args: ['migrate'] });
});
afterEach(() => pod.clear());
afterAll(() => pod.close());

test('havoc is the first process, has no capabilities, and can write only to the shared folder', async () => {
  const container = await pod.serve();
  const status = await container.status();
  expect(Object.fromEntries(status)).toMatchObject({
    Uid: '1000\t1000\t1000\t1000',
    NSpid: expect.stringMatching(/\t1$/),
    CapEff: '0000000000000000',
    NoNewPrivs: '1',
  });
  expect((await container.mounts()).find(({ path }) => path === '/')?.options).toContain('ro');
  const folders = [
    '/',
    '/dev',
    '/etc',
    '/havoc',
    '/havoc/dist',
    '/run',
    '/run/havoc',
    '/tmp',
    '/usr',
    '/var',
  ];
  const tried = container.exec([
    'node',
    '-e',
    `for (const folder of ${JSON.stringify(folders)})
       try { fs.rmdirSync(fs.mkdtempSync(folder + '/x')); console.log(folder); } catch {}`,
  ]);
  expect((await tried.exited).code).toBe(0);
  expect(tried.lines()).toEqual(['/run/havoc']);
  expect(container.output()).toBe('');
});

test('its health check reports whether it is ready, and it exits with 0 at SIGTERM', async () => {
  const container = await pod.serve();
  const [, ...check] = images.production.config.Healthcheck.Test;
  const asked = container.exec(check);
  expect((await asked.exited).code).toBe(0);
  expect(asked.lines()).toEqual(
    expect.arrayContaining(['The sidecar is ready.', expect.stringMatching(/database +ok/)]),
  );
  const elsewhere = container.exec([...check, '--port', '9']);
  expect((await elsewhere.exited).code).toBe(1);
  expect(elsewhere.output()).toContain('No sidecar answers at http://127.0.0.1:9/readyz');
  expect(await container.end('SIGTERM')).toBe(0);
});

test('only users in the group can connect to the socket', async () => {
  await pod.serve();
  const list = { args: ['traffic', 'list'] };
  expect(await pod.run({ ...list, user: STRANGER })).toEqual({
    code: 1,
    output: expect.stringContaining('No sidecar answers'),
  });
  expect((await pod.run({ ...list, user: NEIGHBOUR })).code).toBe(0);
});

test('a signed event reaches the poll app in a container beside it, and the app’s answer reaches Slack', async () => {
  const { local } = pod;
  await pod.serve();
  await pod.startApp('examples/poll/dist/main.js');
  await local.as('ben').post('#general', `<@${local.botUserId}> hello`);
  const answer = await local.waitForMessage(({ text }) => text.startsWith('Hello Ben Okafor!'));
  expect(answer.bot_id).toBe(local.botId);
  await local.as('ana').command('/poll', '"Lunch?" pizza sushi', '#general');
  const poll = await local.waitForMessage((message) => message.text.includes('Lunch?'));
  expect(poll.bot_id).toBe(local.botId);
});
