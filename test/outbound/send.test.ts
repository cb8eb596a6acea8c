import { setTimeout as wait } from 'node:timers/promises';
import { HavocError } from '../../src/base/index.js';
import type { SendOptions } from '../../src/outbound/index.js';
import { until } from '../support/until.js';
import { down, limited, ok, setUp } from './send-stage.js';

test('calls with the target’s token, and passes request and answer to observe without the token', async () => {
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

test('resolves after observe has learned from the answer', async () => {
  let keep = () => {};
  const keeping = new Promise<void>((resolve) => {
    keep = resolve;
  });
  const { send, calls } = setUp([], { observe: { answer: () => keeping } });
  let isAnswered = false;
  const sent = send({ method: 'chat.postMessage', args: {} }).finally(() => {
    isAnswered = true;
  });
  await until(() => calls.length === 1);
  await new Promise(setImmediate);
  expect(isAnswered).toBe(false);
  keep();
  expect(await sent).toBe(ok);
});

test("returns Slack's refusal as an answer, and does not repeat the call", async () => {
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
])('refuses %s because its answer is a secret, before it looks for a token', async (method) => {
  const { send, calls } = setUp([], { findToken: () => Promise.reject(new Error('asked for a token')) });
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

describe('after a call that was lost on its way', () => {
  test.each(['users.info', 'conversations.history', 'chat.update', 'views.publish', 'auth.test'])(
    '%s is repeated, with growing pauses',
    async (method) => {
      const { send, calls, pauses } = setUp([down, down]);
      expect(await send({ method, args: {} })).toBe(ok);
      expect(calls).toHaveLength(3);
      expect(pauses).toEqual([100, 200]);
    },
  );

  test('views.publish with a hash is not repeated, because Slack would refuse its old hash', async () => {
    const { send, calls } = setUp([down]);
    await expect(send({ method: 'views.publish', args: { hash: '1.a' } })).rejects.toBe(down);
    expect(calls).toHaveLength(1);
  });

  test.each(['chat.postMessage', 'chat.delete', 'conversations.create', 'reactions.add', 'views.open'])(
    '%s is not repeated, because Slack may have executed it',
    async (method) => {
      const { send, calls } = setUp([down]);
      await expect(send({ method, args: {} })).rejects.toBe(down);
      expect(calls).toHaveLength(1);
    },
  );

  test('the call is repeated at most three times', async () => {
    const { send, calls, observed } = setUp([down, down, down, down, down]);
    await expect(send({ method: 'users.info', args: {} })).rejects.toBe(down);
    expect(calls).toHaveLength(4);
    expect(observed).toEqual([]);
  });

  test('the call is not repeated if the pause would be too long', async () => {
    const { send, calls, pauses } = setUp([down, down, down], { maxWaitMs: 250 });
    await expect(send({ method: 'users.info', args: {} })).rejects.toBe(down);
    expect(pauses).toEqual([100]);
    expect(calls).toHaveLength(2);
  });

  test('the call is not repeated after a different error', async () => {
    const bad = new HavocError({ kind: 'invalid_argument', code: 'slack.bad_method', message: 'bad' });
    const { send, calls } = setUp([bad]);
    await expect(send({ method: 'users.info', args: {} })).rejects.toBe(bad);
    expect(calls).toHaveLength(1);
  });
});

test('passes its caller’s signal to the call', async () => {
  const { signal } = new AbortController();
  const { send, signals } = setUp();
  await send({ method: 'users.info', args: {}, signal });
  await send({ method: 'users.info', args: {} });
  expect(signals).toEqual([signal, undefined]);
});

describe('a cancel', () => {
  const cancelled = { kind: 'cancelled', code: 'outbound.cancelled' };

  test('before the call prevents it', async () => {
    const { send, calls } = setUp();
    const sent = send({ method: 'users.info', args: {}, signal: AbortSignal.abort() });
    await expect(sent).rejects.toMatchObject(cancelled);
    expect(calls).toEqual([]);
  });

  test.each([
    ['for a 429', limited(1_000)],
    ['between two tries', down],
  ])('ends the wait %s', async (_, answer) => {
    const caller = new AbortController();
    const sleep: SendOptions['sleep'] = (_ms, signal) => {
      queueMicrotask(() => caller.abort());
      return wait(60_000, undefined, { signal });
    };
    const { send, calls } = setUp([answer], { sleep });
    const sent = send({ method: 'users.info', args: {}, signal: caller.signal });
    await expect(sent).rejects.toMatchObject(cancelled);
    expect(calls).toHaveLength(1);
  });

  test('ends a wait by the machine’s clock', async () => {
    const caller = new AbortController();
    const random = () => {
      // The wait begins right after this call.
      setImmediate(() => caller.abort());
      return 0;
    };
    const { send, calls } = setUp([limited(20_000)], { elapsed: undefined, sleep: undefined, random });
    const sent = send({ method: 'users.info', args: {}, signal: caller.signal });
    await expect(sent).rejects.toMatchObject(cancelled);
    expect(calls).toHaveLength(1);
  });
});
