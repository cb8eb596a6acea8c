import { until } from '../support/until.js';
import { HELLO, startSocketSlack } from './socket-slack.js';
import { setUpLines } from './socket-stage.js';

const { start, startUp, stage } = setUpLines();

test('tries again where no hello comes', async () => {
  const slack = await startSocketSlack();
  slack.greeting = undefined;
  const { line } = await start({ slack, timing: { helloMs: 300 } });
  await until(() => slack.asked.length >= 2);
  expect(line.isUp()).toBe(false);
  // A busy machine may take longer than `helloMs` to connect. Then a different problem is reported for a while.
  await until(() => line.problem()?.includes('hello') ?? false);
  slack.greeting = HELLO;
  await until(() => line.isUp());
});

test('tries again where the address leads nowhere', async () => {
  const slack = await startSocketSlack();
  slack.answers.push({ body: { ok: true, url: 'ws://127.0.0.1:1/link/?ticket=secret' } });
  await startUp({ slack });
  expect(slack.asked).toHaveLength(2);
  expect(stage().log()).not.toContain('secret');
});

test.each([
  ['what is no address', { body: { ok: true, url: 'not an address' } }, 'without an address'],
  ['no address', { body: { ok: true } }, 'without an address'],
  ['what is no JSON', { body: undefined, status: 503 }, 'HTTP 503'],
  ['an error of its own', { body: { ok: false, error: 'internal_error' } }, 'internal_error'],
])('tries again when Slack answers with %s', async (_, answer, problem) => {
  const slack = await startSocketSlack();
  slack.answers.push(answer, answer);
  await startUp({ slack });
  expect(slack.asked).toHaveLength(3);
  expect(stage().log()).toContain(problem);
});

test.each(['invalid_auth', 'not_allowed_token_type', 'missing_scope', 'team_disabled'])(
  'says what to do about %s, and does not ask again soon',
  async (error) => {
    const slack = await startSocketSlack();
    slack.answers.push(...Array.from({ length: 100 }, () => ({ body: { ok: false, error } })));
    const { line } = await start({ slack });
    await until(() => line.problem()?.includes(error) ?? false);
    expect(stage().log()).toContain('"retry_in_ms":60000');
    expect(slack.asked).toHaveLength(1);
  },
);

test('waits as long as Slack says when it limits', async () => {
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

test.each(['too_many_websockets', 'link_disabled'])(
  'leaves Slack alone for a while after %s',
  async (reason) => {
    const { slack, line } = await startUp();
    slack.say(JSON.stringify({ type: 'disconnect', reason }));
    await until(() => slack.sockets.size === 0);
    expect(line.isUp()).toBe(false);
    expect(line.problem()).toBe(reason);
    expect(slack.asked).toHaveLength(1);
  },
);

test('leaves Slack alone for a while when it turns a connection away', async () => {
  const slack = await startSocketSlack();
  slack.greeting = '{"type":"disconnect","reason":"too_many_websockets"}';
  const { line } = await start({ slack });
  await until(() => line.problem()?.includes('too_many_websockets') ?? false);
  expect(stage().log()).toContain('"retry_in_ms":30000');
  expect(slack.asked).toHaveLength(1);
});

test('waits longer each time when connections live shortly', async () => {
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
