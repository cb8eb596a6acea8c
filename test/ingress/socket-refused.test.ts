import { until } from '../support/until.js';
import { HELLO, startSocketSlack } from './socket-slack.js';
import { setUpLines } from './socket-stage.js';

const { start, startUp, stage } = setUpLines();

test('tries again if no hello comes', async () => {
  const slack = await startSocketSlack();
  slack.greeting = undefined;
  const { line } = await start({ slack, timing: { helloMs: 300 } });
  await until(() => slack.asked.length >= 2);
  expect(line.isUp()).toBe(false);
  // A busy machine may take longer than `helloMs` to connect. Then the line reports a different problem for a while.
  await until(() => line.problem()?.includes('hello') ?? false);
  slack.greeting = HELLO;
  await until(() => line.isUp());
});

test('tries again if no server listens at the address', async () => {
  const slack = await startSocketSlack();
  slack.answers.push({ body: { ok: true, url: 'ws://127.0.0.1:1/link/?ticket=secret' } });
  await startUp({ slack });
  expect(slack.asked).toHaveLength(2);
  expect(stage().log()).not.toContain('secret');
});

test.each([
  ['an invalid address', { body: { ok: true, url: 'not an address' } }, 'without an address'],
  ['no address', { body: { ok: true } }, 'without an address'],
  ['HTTP 503', { body: undefined, status: 503 }, 'HTTP 503'],
  ['an internal error', { body: { ok: false, error: 'internal_error' } }, 'internal_error'],
])('tries again when Slack answers with %s', async (_, answer, problem) => {
  const slack = await startSocketSlack();
  slack.answers.push(answer, answer);
  await startUp({ slack });
  expect(slack.asked).toHaveLength(3);
  expect(stage().log()).toContain(problem);
});

test.each(['invalid_auth', 'not_allowed_token_type', 'missing_scope', 'team_disabled'])(
  'reports what to do about %s, and waits before it asks again',
  async (error) => {
    const slack = await startSocketSlack();
    slack.answers.push(...Array.from({ length: 100 }, () => ({ body: { ok: false, error } })));
    const { line } = await start({ slack });
    await until(() => line.problem()?.includes(error) ?? false);
    expect(stage().log()).toContain('"retry_in_ms":60000');
    expect(slack.asked).toHaveLength(1);
  },
);

test('waits as long as the Retry-After of a 429 says', async () => {
  const slack = await startSocketSlack();
  slack.answers.push({
    status: 429,
    headers: { 'retry-after': '1' },
    body: { ok: false, error: 'ratelimited' },
  });
  const startedMs = performance.now();
  await startUp({ slack });
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(1_000);
  expect(slack.asked).toHaveLength(2);
});

test.each(['too_many_websockets', 'link_disabled'])('waits before it reconnects after %s', async (reason) => {
  const { slack, line } = await startUp();
  slack.say(JSON.stringify({ type: 'disconnect', reason }));
  await until(() => slack.sockets.size === 0);
  expect(line.isUp()).toBe(false);
  expect(line.problem()).toBe(reason);
  expect(slack.asked).toHaveLength(1);
});

test('waits before it reconnects if Slack refuses a connection', async () => {
  const slack = await startSocketSlack();
  slack.greeting = '{"type":"disconnect","reason":"too_many_websockets"}';
  const { line } = await start({ slack });
  await until(() => line.problem()?.includes('too_many_websockets') ?? false);
  expect(stage().log()).toContain('"retry_in_ms":30000');
  expect(slack.asked).toHaveLength(1);
});

test('waits longer each time if connections last only briefly', async () => {
  const { slack } = await startUp({
    timing: { shortLifeMs: 60_000, firstRetryMs: 100, mostRetryMs: 60_000 },
  });
  const startedMs = performance.now();
  for (const count of [2, 3]) {
    slack.newest().close();
    await until(() => slack.asked.length === count && stage().line.isUp());
  }
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(150);
});
