import { createSetAside } from '../../src/delivery/aside.js';
import { createSubscriber } from '../../src/delivery/subscriber.js';
import { createSubscribers } from '../../src/delivery/subscribers.js';
import { createLogger } from '../../src/log/index.js';
import { attemptAt, leasedEnvelope } from './leased-envelope.js';

const UNHANDLED_AFTER_MS = 60_000;

interface Around {
  /** For each kind, another replica that handles it. */
  there?: Record<string, string>;
  /** True if a subscriber is connected here. */
  hasSubscriber?: boolean;
  /** Called while an envelope is being parked. */
  whileParking?: (connect: (kind: string) => void) => void;
}

function open({ there = {}, hasSubscriber = true, whileParking }: Around = {}) {
  const done: string[] = [];
  const lines: string[] = [];
  const subscribers = createSubscribers();
  const connect = (kind: string) => subscribers.add(createSubscriber({ handles: [{ kind }] }, () => {}));
  const ids = (envelopes: readonly { id: string }[]) => envelopes.map(({ id }) => id).join();
  /** Records a write, and takes a moment like the database. */
  async function write(what: string): Promise<void> {
    await new Promise(setImmediate);
    done.push(what);
  }
  if (hasSubscriber) connect('other');
  const setAside = createSetAside({
    inbox: {
      putBack: async (envelopes) => void (envelopes.length > 0 && done.push(`put back ${ids(envelopes)}`)),
      redirect: (envelopes, replica) => write(`${ids(envelopes)} for ${replica}`),
      park({ id }, leftMs) {
        whileParking?.(connect);
        return write(`parked ${id} for ${leftMs}`);
      },
      unpark: () => write('unparked'),
      async settle({ id, lease, outcome }) {
        await write(`${id} ${outcome} under ${lease}`);
        return true;
      },
    },
    replies: { settled: ({ id }) => void done.push(`no reply to ${id}`) },
    subscribers,
    elsewhere: {
      find: ({ kind }) => there[kind],
      isHandled: ({ kind }) => there[kind] !== undefined,
      wantsOrder: () => false,
      orderedSelection: () => ({ kinds: [], names: [] }),
    },
    learn: ({ id }) => write(`learned ${id}`),
    meter: {
      handedOver() {},
      ended() {},
      died() {},
      unhandled: (kind) => void done.push(`${kind} unhandled`),
    },
    log: createLogger({ level: 'warn', destination: { write: (line) => void lines.push(line) } }),
    isOwn: ({ name }) => name === 'own',
    unhandledAfterMs: UNHANDLED_AFTER_MS,
    due: { now: () => void done.push('look'), elsewhere: (replica) => void done.push(`tell ${replica}`) },
  });
  return { setAside, done, lines };
}

const attempt = (id: string, kind = 'event', parkedMs?: number) =>
  attemptAt(leasedEnvelope(id, { kind, parkedMs }));

test('redirects attempts to the replicas that handle them, in one batch for each replica', async () => {
  const { setAside, done } = open({ there: { event: 'b', command: 'c' } });
  await setAside([attempt('1'), attempt('2', 'command'), attempt('3')]);
  expect(done).toEqual(['1,3 for b', 'tell b', '2 for c', 'tell c']);
});

test('puts attempts back while no app is connected here', async () => {
  const { setAside, done } = open({ hasSubscriber: false });
  await setAside([attempt('1'), attempt('2', 'command')]);
  expect(done).toEqual(['put back 1,2']);
});

test('learns from an attempt and parks it for the rest of its time', async () => {
  const { setAside, done } = open();
  await setAside([attempt('1')]);
  await setAside([attempt('2', 'event', UNHANDLED_AFTER_MS - 1)]);
  expect(done).toEqual(['learned 1', 'parked 1 for 60000', 'learned 2', 'parked 2 for 1']);
});

test('unparks an envelope if a subscriber for it connected meanwhile', async () => {
  const { setAside, done } = open({ whileParking: (connect) => connect('event') });
  await setAside([attempt('1')]);
  expect(done).toEqual(['learned 1', 'parked 1 for 60000', 'unparked', 'look']);
});

test('settles an envelope that concerns havoc itself without a warning', async () => {
  const { setAside, done, lines } = open();
  const own = leasedEnvelope('1', { kind: 'event', name: 'own', parkedMs: UNHANDLED_AFTER_MS });
  await setAside([attemptAt(own)]);
  expect(done).toEqual(['learned 1', '1 unhandled under lease 1', 'no reply to 1']);
  expect(lines).toEqual([]);
});

test('settles an envelope as unhandled after its parking time, and logs each name once', async () => {
  const { setAside, done, lines } = open();
  await setAside([attempt('1', 'command', UNHANDLED_AFTER_MS)]);
  expect(done).toEqual(['learned 1', '1 unhandled under lease 1', 'no reply to 1', 'command unhandled']);
  await setAside([attempt('2', 'command', UNHANDLED_AFTER_MS), attempt('3', 'event', UNHANDLED_AFTER_MS)]);
  expect(lines.map((line) => JSON.parse(line).envelope_id)).toEqual(['1', '3']);
});
