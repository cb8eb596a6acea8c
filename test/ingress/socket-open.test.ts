import { HavocError } from '../../src/base/index.js';
import { createOpen } from '../../src/ingress/socket/open.js';
import type { SlackAnswer, SlackRequest } from '../../src/slack/index.js';

/** Sets up a Slack that gives these answers, one after another. */
function setUp(...answers: (Partial<SlackAnswer> | HavocError)[]) {
  const asked: SlackRequest[] = [];
  let nowMs = 5_000;
  const { signal } = new AbortController();
  const open = createOpen({
    async call(request) {
      asked.push(request);
      const answer = answers.shift() ?? {};
      if (answer instanceof HavocError) throw answer;
      return { ok: true, status: 200, body: { ok: true, url: 'wss://slack.test/link' }, ...answer };
    },
    token: 'xapp-1',
    elapsed: () => nowMs,
  });
  return {
    open: () => open(signal),
    asked,
    signal,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

test('asks with its token and its signal, and returns the address', async () => {
  const { open, asked, signal } = setUp();
  const body = { ok: true, url: 'wss://slack.test/link' };
  expect(await open()).toEqual({ body, url: 'wss://slack.test/link', dispatcher: undefined });
  expect(asked).toEqual([{ method: 'apps.connections.open', token: 'xapp-1', args: {}, signal }]);
});

test.each<[string, Partial<SlackAnswer> | HavocError, RegExp, number]>([
  ['no address', { body: { ok: true } }, /without an address/, 0],
  ['an invalid address', { body: { ok: true, url: 'there' } }, /without an address/, 0],
  [
    'an internal error',
    { ok: false, error: 'internal_error' },
    /^Slack refuses a connection: internal_error\.$/,
    0,
  ],
  ['an error without a code', { ok: false }, /unknown_error/, 0],
  ['a refused token', { ok: false, error: 'invalid_auth' }, /invalid_auth; .*SLACK_APP_TOKEN/, 60_000],
  [
    'no answer',
    new HavocError({ kind: 'unavailable', code: 'slack.unreachable', message: 'Slack is away.' }),
    /^Slack is away\.$/,
    0,
  ],
])('reports what is wrong: %s', async (_, answer, problem, waitMs) => {
  expect(await setUp(answer).open()).toEqual({ problem: expect.stringMatching(problem), waitMs });
});

test('does not ask while Slack limits it, and asks afterwards', async () => {
  const { open, asked, pass } = setUp({ ok: false, status: 429, error: 'ratelimited', retryAfterMs: 30_000 });
  expect(await open()).toEqual({ problem: expect.stringContaining('again in 30 s'), waitMs: 30_000 });
  pass(29_400);
  expect(await open()).toEqual({ problem: expect.stringContaining('again in 1 s'), waitMs: 600 });
  expect(asked).toHaveLength(1);
  pass(600);
  expect(await open()).toMatchObject({ url: 'wss://slack.test/link' });
  expect(asked).toHaveLength(2);
});

test('uses the machine’s clock by default', async () => {
  let asked = 0;
  const open = createOpen({
    async call() {
      asked++;
      return { ok: false, status: 429, body: { ok: false }, retryAfterMs: 30_000 };
    },
    token: 'xapp-1',
  });
  const { signal } = new AbortController();
  await open(signal);
  await open(signal);
  expect(asked).toBe(1);
});
