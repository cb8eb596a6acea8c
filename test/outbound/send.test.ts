import { setTimeout as wait } from 'node:timers/promises';
import { HavocError } from '../../src/base/index.js';
import { createSend, type SendOptions } from '../../src/outbound/index.js';
import type { SlackAnswer } from '../../src/slack/index.js';

const ok: SlackAnswer = { ok: true, status: 200, body: { ok: true } };
const limited = (retryAfterMs: number): SlackAnswer => ({
  ok: false,
  error: 'ratelimited',
  status: 429,
  body: { ok: false, error: 'ratelimited' },
  retryAfterMs,
});
const down = new HavocError({ kind: 'unavailable', code: 'slack.unreachable', message: 'down' });

/** Slack, as it answers one call after another, then with `ok`; time passes only by waiting. */
function setUp(answers: (SlackAnswer | HavocError)[] = [], options: Partial<SendOptions> = {}) {
  const calls: { method: string; token?: string; team_id?: string; args: unknown }[] = [];
  const pauses: number[] = [];
  const observed: unknown[][] = [];
  let now = 0;
  const send = createSend({
    async findToken({ team_id = 'T1' }) {
      return { token: 'xoxb-1', installation: { team_id } };
    },
    async call({ method, token, args }, { team_id } = {}) {
      calls.push({ method, token, args, team_id });
      const next = answers.shift() ?? ok;
      if (next instanceof HavocError) throw next;
      return next;
    },
    observe: { answer: async (...args) => void observed.push(args) },
    elapsed: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      pauses.push(ms);
      now += ms;
    },
    random: () => 0,
    ...options,
  });
  return { send, calls, pauses, observed };
}

test('calls with the token of the target, and lets observe see request and answer without it', async () => {
  const { send, calls, observed } = setUp();
  const answer = await send({ method: 'chat.postMessage', args: { text: 'a' }, target: { team_id: 'T2' } });
  expect(answer).toBe(ok);
  expect(calls).toEqual([
    { method: 'chat.postMessage', token: 'xoxb-1', args: { text: 'a' }, team_id: 'T2' },
  ]);
  expect(observed).toEqual([
    [{ method: 'chat.postMessage', args: { text: 'a' } }, ok, 'T2', { keepsLedger: undefined }],
  ]);
});

test("Slack's refusal is an answer, and is not tried again", async () => {
  const refusal = { ok: false, error: 'channel_not_found', status: 200, body: { ok: false } };
  const { send, calls, observed } = setUp([refusal]);
  expect(await send({ method: 'conversations.info', args: {}, keepsLedger: true })).toBe(refusal);
  expect(calls).toHaveLength(1);
  expect(observed[0]?.[3]).toEqual({ keepsLedger: true });
});

test.each([
  'oauth.access',
  'oauth.v2.access',
  'oauth.v2.exchange',
  'openid.connect.token',
  'tooling.tokens.rotate',
  'apps.manifest.create',
  'apps.connections.open',
])('refuses %s, whose answer is a secret, with the reason', async (method) => {
  const { send, calls } = setUp();
  await expect(send({ method, args: {} })).rejects.toMatchObject({
    kind: 'permission_denied',
    code: 'outbound.secret_answer',
    message: expect.stringContaining('secret'),
  });
  expect(calls).toEqual([]);
});

test('refuses a token among the arguments', async () => {
  const { send, calls } = setUp();
  const sent = send({ method: 'auth.test', args: { token: 'xoxb-mine' } });
  await expect(sent).rejects.toMatchObject({ kind: 'invalid_argument', code: 'outbound.token_given' });
  await expect(sent).rejects.not.toThrow('xoxb-mine');
  expect(calls).toEqual([]);
});

describe('a 429', () => {
  test('is waited for as long as Slack asks, then the call is made again', async () => {
    const { send, calls, pauses } = setUp([limited(2_000), limited(3_000)]);
    expect(await send({ method: 'chat.postMessage', args: {} })).toBe(ok);
    expect(pauses).toEqual([2_000, 3_000]);
    expect(calls).toHaveLength(3);
  });

  test('that would take too long goes back to the caller', async () => {
    const { send, calls, pauses } = setUp([limited(40_000)]);
    expect(await send({ method: 'chat.postMessage', args: {} })).toEqual(limited(40_000));
    expect(pauses).toEqual([]);
    expect(calls).toHaveLength(1);
  });

  test('again and again is waited for up to the bound in all', async () => {
    const { send, pauses } = setUp([limited(2_000), limited(2_000), limited(2_000)], { maxWaitMs: 5_000 });
    expect(await send({ method: 'chat.postMessage', args: {} })).toMatchObject({ error: 'ratelimited' });
    expect(pauses).toEqual([2_000, 2_000]);
  });

  test('that says 0 is no leave to call again at once, and again', async () => {
    const { send, pauses } = setUp(Array(9).fill(limited(0)), { maxWaitMs: 3_000 });
    expect(await send({ method: 'users.info', args: {} })).toMatchObject({ error: 'ratelimited' });
    expect(pauses).toEqual([1_000, 1_000, 1_000]);
  });

  test('holds further calls of the same method and workspace, and no others', async () => {
    const { send, calls, pauses } = setUp([limited(60_000)], { maxWaitMs: 10 });
    await send({ method: 'users.info', args: {} });
    expect(await send({ method: 'users.info', args: {} })).toEqual(limited(60_000));
    expect(await send({ method: 'users.list', args: {} })).toBe(ok);
    expect(await send({ method: 'users.info', args: {}, target: { team_id: 'T2' } })).toBe(ok);
    expect(calls.map(({ method, team_id }) => `${method} ${team_id}`)).toEqual([
      'users.info T1',
      'users.list T1',
      'users.info T2',
    ]);
    expect(pauses).toEqual([]);
  });

  test('holds the calls of the other replicas too', async () => {
    const heard: ((payload: object | undefined) => void)[] = [];
    const others = {
      notify: () => {},
      on: (_topic: string, hear: (typeof heard)[number]) => void heard.push(hear),
    };
    const told: unknown[] = [];
    const fleet = {
      on: () => {},
      notify: (topic: string, payload?: object) => {
        told.push(topic, payload);
        for (const hear of heard) hear(payload);
      },
    };
    const mine = setUp([limited(60_000)], { fleet, maxWaitMs: 10 });
    const theirs = setUp([], { fleet: others, maxWaitMs: 10 });
    await mine.send({ method: 'users.info', args: {} });
    expect(told).toEqual(['hold', { key: 'users.info:T1', ms: 60_000 }]);
    expect(await theirs.send({ method: 'users.info', args: {} })).toMatchObject(limited(60_000));
    expect(await theirs.send({ method: 'users.list', args: {} })).toBe(ok);
    expect(theirs.calls).toHaveLength(1);
  });

  test.each([undefined, {}, { key: 'users.info:T1', ms: 'soon' }, { key: 7, ms: 60_000 }])(
    'of which another replica says %p is none',
    async (payload) => {
      const on = (_topic: string, hear: (said: object | undefined) => void) => hear(payload);
      const { send } = setUp([], { fleet: { on, notify: () => {} }, maxWaitMs: 10 });
      expect(await send({ method: 'users.info', args: {} })).toBe(ok);
    },
  );

  test('is waited for as long as Slack asks, though the clock is put back meanwhile', async () => {
    const { Date: Now } = globalThis;
    class Before extends Now {
      constructor() {
        super(Now.now() - 3_600_000);
      }
    }
    const sleep = async (ms: number) => {
      await wait(ms);
      globalThis.Date = Before as DateConstructor;
    };
    const { send } = setUp([limited(20)], { elapsed: undefined, sleep });
    const answer = await send({ method: 'chat.postMessage', args: {} }).finally(() => {
      globalThis.Date = Now;
    });
    expect(answer).toBe(ok);
  });

  test('lets the held calls come back apart from each other', async () => {
    const { send, pauses } = setUp([limited(2_000)], { random: () => 0.5 });
    await send({ method: 'users.info', args: {} });
    expect(pauses).toEqual([2_500]);
  });
});

describe('a call that is lost on its way', () => {
  test.each(['users.info', 'conversations.history', 'chat.update', 'views.publish', 'auth.test'])(
    '%s is made again, with growing pauses',
    async (method) => {
      const { send, calls, pauses } = setUp([down, down]);
      expect(await send({ method, args: {} })).toBe(ok);
      expect(calls).toHaveLength(3);
      expect(pauses).toEqual([100, 200]);
    },
  );

  test('views.publish with a hash is not, since Slack would call what it did a conflict', async () => {
    const { send, calls } = setUp([down]);
    await expect(send({ method: 'views.publish', args: { hash: '1.a' } })).rejects.toBe(down);
    expect(calls).toHaveLength(1);
  });

  test.each(['chat.postMessage', 'chat.delete', 'conversations.create', 'reactions.add', 'views.open'])(
    '%s is not, since Slack may have done it',
    async (method) => {
      const { send, calls } = setUp([down]);
      await expect(send({ method, args: {} })).rejects.toBe(down);
      expect(calls).toHaveLength(1);
    },
  );

  test('is not made again for ever', async () => {
    const { send, calls, observed } = setUp([down, down, down, down, down]);
    await expect(send({ method: 'users.info', args: {} })).rejects.toBe(down);
    expect(calls).toHaveLength(4);
    expect(observed).toEqual([]);
  });

  test('is not made again when the failure is another', async () => {
    const bad = new HavocError({ kind: 'invalid_argument', code: 'slack.bad_method', message: 'bad' });
    const { send, calls } = setUp([bad]);
    await expect(send({ method: 'users.info', args: {} })).rejects.toBe(bad);
    expect(calls).toHaveLength(1);
  });
});

test.each([
  ['before the call', []],
  ['while it waits for a 429', [limited(1_000)]],
  ['between two tries', [down]],
])('honours a cancel %s', async (_, answers) => {
  const caller = new AbortController();
  const { send, calls } = setUp(answers);
  const abortAt = answers.length;
  const cancelling = createCancelling(send, caller, abortAt, calls);
  await expect(cancelling).rejects.toMatchObject({ kind: 'cancelled', code: 'outbound.cancelled' });
  expect(calls).toHaveLength(abortAt);
});

/** Cancels at once, or as soon as one call was made. */
async function createCancelling(
  send: ReturnType<typeof createSend>,
  caller: AbortController,
  afterCalls: number,
  calls: unknown[],
) {
  if (afterCalls === 0) caller.abort();
  const sent = send({ method: 'users.info', args: {}, signal: caller.signal });
  while (calls.length < afterCalls) await Promise.resolve();
  caller.abort();
  return sent;
}
