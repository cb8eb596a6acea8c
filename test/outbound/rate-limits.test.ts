import { setTimeout as wait } from 'node:timers/promises';
import { limited, ok, setUp } from './send-stage.js';

describe('a 429', () => {
  test('makes the call wait as long as Slack asks before it is repeated', async () => {
    const { send, calls, pauses } = setUp([limited(2_000), limited(3_000)]);
    expect(await send({ method: 'chat.postMessage', args: {} })).toBe(ok);
    expect(pauses).toEqual([2_000, 3_000]);
    expect(calls).toHaveLength(3);
  });

  test('that asks for too long a wait is returned to the caller', async () => {
    const { send, calls, pauses } = setUp([limited(40_000)]);
    expect(await send({ method: 'chat.postMessage', args: {} })).toEqual(limited(40_000));
    expect(pauses).toEqual([]);
    expect(calls).toHaveLength(1);
  });

  test('makes the call wait each time, up to a limit for all waits together', async () => {
    const { send, pauses } = setUp([limited(2_000), limited(2_000), limited(2_000)], { maxWaitMs: 5_000 });
    expect(await send({ method: 'chat.postMessage', args: {} })).toMatchObject({ error: 'ratelimited' });
    expect(pauses).toEqual([2_000, 2_000]);
  });

  test.each([0, undefined])('with a Retry-After of %p holds calls for a second', async (ms) => {
    const { send, pauses } = setUp(Array(9).fill(limited(ms)), { maxWaitMs: 3_000 });
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

  test('on another replica during the wait prolongs the wait', async () => {
    let hear: (said: object) => void = () => {};
    const on = (_topic: string, given: typeof hear) => {
      hear = given;
    };
    const { send, calls, pauses } = setUp([limited(2_000)], {
      fleet: { on, notify: () => {} },
      random() {
        // The wait begins right after this call.
        if (pauses.length === 0) queueMicrotask(() => hear({ key: 'users.info:T1', ms: 3_000 }));
        return 0;
      },
    });
    expect(await send({ method: 'users.info', args: {} })).toBe(ok);
    expect(pauses).toEqual([2_000, 3_000]);
    expect(calls).toHaveLength(2);
  });

  test.each([undefined, {}, { key: 'users.info:T1', ms: '60000' }, { key: 7, ms: 60_000 }])(
    'in the malformed notice %p from another replica is ignored',
    async (payload) => {
      const on = (_topic: string, hear: (said: object | undefined) => void) => hear(payload);
      const { send } = setUp([], { fleet: { on, notify: () => {} }, maxWaitMs: 10 });
      expect(await send({ method: 'users.info', args: {} })).toBe(ok);
    },
  );

  test('does not hold calls longer if the clock is set back meanwhile', async () => {
    const { Date: Now } = globalThis;
    class Before extends Now {
      constructor() {
        super(Now.now() - 3_600_000);
      }
    }
    let waits = 0;
    const sleep = async (ms: number) => {
      waits++;
      await wait(ms);
      globalThis.Date = Before as DateConstructor;
    };
    const { send } = setUp([limited(20)], { elapsed: undefined, sleep });
    const answer = await send({ method: 'chat.postMessage', args: {} }).finally(() => {
      globalThis.Date = Now;
    });
    expect(answer).toBe(ok);
    expect(waits).toBeGreaterThan(0);
  });

  test('lets held calls resume at different times', async () => {
    const { send, pauses } = setUp([limited(2_000)], { random: () => 0.5 });
    await send({ method: 'users.info', args: {} });
    expect(pauses).toEqual([2_500]);
  });
});
