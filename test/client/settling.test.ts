import { HavocError } from '../../src/base/index.js';
import { SlackError, Unrecoverable } from '../../src/client/errors.js';
import { until } from '../support/until.js';
import { aClick, aMention, anEvent } from './deliveries.js';
import { createHarness, type Harness } from './harness.js';

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness({ leaseMs: 90 });
});
afterEach(() => harness.end());

function rateLimited(retryAfterMs: number): SlackError {
  return new SlackError({ code: 'ratelimited', method: 'chat.postMessage', retryAfterMs, data: {} });
}

/** Connects, delivers, and returns the client's next request, which is the settlement. */
async function settlementOf(delivery: ReturnType<typeof aMention>) {
  const stream = await harness.connect();
  stream.deliver(delivery);
  return stream.requests.take();
}

test('every matching listener runs, and one ack follows when all have ended', async () => {
  const seen: string[] = [];
  harness.havoc
    .event('app_mention', ({ event, user, channel }) => {
      seen.push(`${event.text} from ${user.real_name} in ${channel.name}`);
    })
    .event(/^app_(.*)/, ({ context }) => void seen.push(`found ${context.matches?.[1]}`))
    .event('reaction_added', () => void seen.push('never'));
  const delivery = aMention();
  expect(await settlementOf(delivery)).toEqual({ ack: { id: delivery.id, lease: delivery.lease } });
  expect(seen.sort()).toEqual(['<@U0BOT> hi from Ada Lovelace in general', 'found mention']);
});

test('a handler sees the number of the attempt, and whether the envelope was replayed', async () => {
  const seen: object[] = [];
  harness.havoc.event(
    'app_mention',
    ({ delivery: { attempt, replayed } }) => void seen.push({ attempt, replayed }),
  );
  const stream = await harness.connect();
  for (const more of [{}, { attempt: 2, replayed: true }]) {
    stream.deliver(aMention(more));
    await stream.requests.take();
  }
  expect(seen).toEqual([
    { attempt: 1, replayed: false },
    { attempt: 2, replayed: true },
  ]);
});

test('an ack waits for the slowest listener', async () => {
  const ended: string[] = [];
  let finish = () => {};
  const slow = new Promise<void>((resolve) => {
    finish = resolve;
  });
  harness.havoc
    .event('app_mention', () => void ended.push('fast'))
    .event('app_mention', async () => {
      await slow;
      ended.push('slow');
    });
  const stream = await harness.connect();
  stream.deliver(aMention());
  await until(() => ended.length === 1);
  expect(stream.requests.rest().some(({ ack }) => ack)).toBe(false);
  finish();
  await until(() => stream.requests.rest().some(({ ack }) => ack));
  expect(ended).toEqual(['fast', 'slow']);
});

test.each([
  ['an error', () => new TypeError('no such thing'), { nak: { error: 'TypeError: no such thing' } }],
  ['a value that is not an error', () => 'just text', { nak: { error: 'just text' } }],
  ['Unrecoverable', () => new Unrecoverable('never'), { term: { error: 'Unrecoverable: never' } }],
  ['a rate limit', () => rateLimited(1_500), { nak: { delay_ms: 1_500 } }],
  [
    'a very long error',
    () => new Error('x'.repeat(9_000)),
    { nak: { error: `Error: ${'x'.repeat(1_993)}` } },
  ],
])('a handler that throws %s settles the delivery accordingly', async (_, makeError, expected) => {
  harness.havoc.event('app_mention', () => {
    throw makeError();
  });
  expect(await settlementOf(aMention())).toMatchObject(expected);
});

test('if one of two failed listeners could still succeed, the delivery is attempted again', async () => {
  harness.havoc
    .event('app_mention', () => Promise.reject(new Unrecoverable('never')))
    .event('app_mention', () => Promise.reject(new Error('later')));
  expect(await settlementOf(aMention())).toMatchObject({
    nak: { error: 'Unrecoverable: never\nError: later' },
  });
});

test('error handlers receive the error before the delivery is settled', async () => {
  const seen: unknown[] = [];
  harness.havoc.error(
    async (error, { delivery, context }) =>
      void seen.push([error.message, delivery?.attempt, context?.teamId]),
  );
  harness.havoc.event('app_mention', () => Promise.reject(new Error('oh')));
  await settlementOf(aMention({ attempt: 3 }));
  expect(seen).toEqual([['oh', 3, 'T1']]);
  expect(harness.log.messages('error')).toEqual([]);
});

test('without an error handler, errors are logged; if an error handler throws, both errors are logged', async () => {
  harness.havoc.event('app_mention', () => Promise.reject(new Error('oh')));
  const stream = await harness.connect();
  stream.deliver(aMention());
  await stream.requests.take();
  expect(harness.log.messages('error')).toEqual(['A handler failed']);

  harness.havoc.error(() => {
    throw new Error('and again');
  });
  stream.deliver(aMention());
  expect(await stream.requests.take()).toMatchObject({ nak: { error: 'Error: oh' } });
  expect(harness.log.messages('error').slice(1)).toEqual([
    'An error handler failed',
    'The failed error handler was called for this error',
  ]);
});

test('middleware runs first, runs the rest with next, and shares the context', async () => {
  const seen: unknown[] = [];
  harness.havoc
    .use(async ({ next, context, event }) => {
      context.plan = `for ${event?.type}`;
      seen.push('in');
      await next();
      seen.push('out');
    })
    .event(
      'app_mention',
      ({ next }) => next(),
      ({ context }) => void seen.push(context.plan),
    );
  expect(await settlementOf(aMention())).toMatchObject({ ack: {} });
  expect(seen).toEqual(['in', 'for app_mention', 'out']);
});

/** Fails after middleware that does not wait for it has returned. */
async function failLater() {
  await new Promise(setImmediate);
  throw new Error('later');
}

test.each([
  ['for all', ({ havoc }: Harness) => havoc.use(({ next }) => void next()).event('app_mention', failLater)],
  [
    'of one listener',
    ({ havoc }: Harness) => havoc.event('app_mention', ({ next }) => void next(), failLater),
  ],
  [
    'before a handler that fails at once',
    ({ havoc }: Harness) =>
      havoc.event(
        'app_mention',
        ({ next }) => void next(),
        () => {
          throw new Error('later');
        },
      ),
  ],
])('middleware %s that does not wait for next loses no error of the rest', async (_, listen) => {
  listen(harness);
  expect(await settlementOf(aMention())).toMatchObject({ nak: { error: 'Error: later' } });
});

test('an error that middleware catches from next does not fail the delivery', async () => {
  harness.havoc.event('app_mention', ({ next }) => next().catch(() => {}), failLater);
  expect(await settlementOf(aMention())).toMatchObject({ ack: {} });
});

test('an error that middleware observes later is not lost, and does not end the process', async () => {
  const caught: string[] = [];
  harness.havoc.use(async ({ next }) => {
    const rest = next();
    await new Promise(setImmediate);
    await rest.catch((error: Error) => void caught.push(error.message));
  });
  harness.havoc.event('app_mention', () => Promise.reject(new Error('at once')));
  expect(await settlementOf(aMention())).toMatchObject({ ack: {} });
  expect(caught).toEqual(['at once']);
});

test('middleware that throws without waiting for next hides no error, and the delivery waits for the rest', async () => {
  harness.havoc.use(({ next }) => {
    void next();
    throw new Error('sooner');
  });
  harness.havoc.event('app_mention', failLater);
  expect(await settlementOf(aMention())).toMatchObject({ nak: { error: 'Error: sooner\nError: later' } });
});

test('an error that middleware throws in place of a handler’s error settles the delivery', async () => {
  harness.havoc.use(({ next }) =>
    next().catch((cause) => {
      throw new Unrecoverable('never', { cause });
    }),
  );
  harness.havoc.event('app_mention', failLater);
  expect(await settlementOf(aMention())).toMatchObject({ term: { error: 'Unrecoverable: never' } });
});

test('without a call of next in middleware, no listener runs', async () => {
  const seen: string[] = [];
  harness.havoc.use(() => {}).event('app_mention', () => void seen.push('never'));
  expect(await settlementOf(aMention())).toMatchObject({ ack: {} });
  expect(seen).toEqual([]);
});

test('a delivery that matches no listener is acknowledged', async () => {
  expect(await settlementOf(aMention())).toMatchObject({ ack: {} });
});

test('a delivery of a kind that this version does not know is acknowledged and logged', async () => {
  const stream = await harness.connect();
  stream.deliver({ id: '7', lease: 'l', unknown: { kind: 'hologram' } });
  expect(await stream.requests.take()).toEqual({ ack: { id: '7', lease: 'l' } });
  expect(harness.log.entries).toContainEqual(
    expect.objectContaining({ level: 'warn', fields: { delivery: '7', kind: 'hologram' } }),
  );
});

test.each([
  ['its own message', { type: 'message', subtype: 'bot_message', bot_id: 'B1', text: 'x', channel: 'C1' }, 0],
  [
    'another bot’s message',
    { type: 'message', subtype: 'bot_message', bot_id: 'B2', text: 'x', channel: 'C1' },
    1,
  ],
  [
    'its own bot user’s message',
    { type: 'message', user: 'U0BOT', bot_id: 'B1', text: 'x', channel: 'C1' },
    0,
  ],
  ['a person’s message', { type: 'message', user: 'U1', text: 'x', channel: 'C1' }, 1],
  ['its own joining', { type: 'member_joined_channel', user: 'U0BOT', channel: 'C1' }, 1],
  ['its own reaction', { type: 'reaction_added', user: 'U0BOT', reaction: 'wave' }, 0],
])('an event about %s reaches listeners as in Bolt', async (_, event, times) => {
  let received = 0;
  harness.havoc.event(/./, () => void received++);
  expect(await settlementOf(anEvent(event))).toMatchObject({ ack: {} });
  expect(received).toBe(times);
});

test('while a handler runs, its lease is extended every third of the lease’s duration', async () => {
  let finish = () => {};
  harness.havoc.event('app_mention', () => new Promise<void>((resolve) => (finish = resolve)));
  const stream = await harness.connect();
  const { id, lease } = aMention();
  stream.deliver({ ...aMention(), id, lease });
  expect(await stream.requests.take()).toEqual({ extend: { id, lease } });
  expect(await stream.requests.take()).toEqual({ extend: { id, lease } });
  finish();
  await until(() => stream.requests.rest().some(({ ack }) => ack?.id === id));
});

test('a lost lease aborts the handler and is reported, and the delivery is not settled', async () => {
  const seen: string[] = [];
  harness.havoc.error((error) => void seen.push(error instanceof HavocError ? error.code : error.message));
  harness.havoc.event(
    'app_mention',
    ({ delivery }) =>
      new Promise<void>((_, reject) => {
        delivery.signal.addEventListener('abort', () => reject(new Error('was aborted')));
      }),
  );
  const stream = await harness.connect();
  const { id, lease, ...rest } = aMention();
  stream.deliver({ ...rest, id, lease });
  await stream.requests.take();
  stream.refuse({ id, lease, code: 'inbox.lease_lost', message: 'too late' });
  await until(() => seen.length === 2);
  expect(seen.sort()).toEqual(['inbox.lease_lost', 'was aborted']);
  stream.deliver(aMention());
  await until(() => stream.requests.rest().length > 0);
  expect(stream.requests.rest().some(({ ack, nak }) => (ack ?? nak)?.id === id)).toBe(false);
  expect(harness.log.messages('warn')).toContain(
    'The sidecar refused a settlement, lease extension or reply: too late',
  );
});

test('a listener is called for the one of several actions that it matches', async () => {
  const seen: unknown[] = [];
  harness.havoc.action(
    'second',
    ({ action, payload }) => void seen.push([action.action_id, payload.action_id]),
  );
  const actions = ['first', 'second'].map((action_id) => ({ type: 'button', action_id, block_id: 'b' }));
  expect(await settlementOf(aClick(actions))).toMatchObject({ ack: {} });
  expect(seen).toEqual([['second', 'second']]);
});
