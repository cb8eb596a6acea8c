import { createAnnounce } from '../../src/delivery/announce.js';
import { createConnections } from '../../src/delivery/connections.js';
import { createGiveBack } from '../../src/delivery/give-back.js';
import { createSubscriber, type Subscribe } from '../../src/delivery/subscriber.js';
import { createSubscribers } from '../../src/delivery/subscribers.js';
import { createLogger } from '../../src/log/index.js';
import { leasedEnvelope } from './leased-envelope.js';

function open() {
  const done: string[] = [];
  const subscribers = createSubscribers();
  async function write(what: string, envelopes: readonly { id: string }[]): Promise<void> {
    await new Promise(setImmediate);
    if (envelopes.length > 0) done.push(`${what} ${envelopes.map(({ id }) => id)}`);
  }
  const inbox = {
    release: (envelopes: readonly { id: string }[]) => write('released', envelopes),
    putBack: (envelopes: readonly { id: string }[]) => write('put back', envelopes),
  };
  const announce = createAnnounce({
    fleet: {
      declare: (handles) =>
        void done.push(
          `declares ${handles.map(({ declarations, ordered }) => `${declarations[0]?.kind}${ordered ? ' in order' : ''}`)}`,
        ),
    },
    subscribers,
  });
  const connections = createConnections({
    inbox,
    subscribers,
    announce,
    giveBack: createGiveBack(inbox),
    due: {
      now: () => void done.push('look'),
      async back(work) {
        await work;
        done.push('back');
      },
    },
    log: createLogger({ level: 'silent' }),
    onConnected: () => void done.push('has come'),
  });
  function connect(name: string, asked: Partial<Subscribe> = {}) {
    const subscriber = createSubscriber({ name, handles: [{ kind: name }], ...asked }, () => undefined);
    const carrier = {
      deliver: ({ envelope }: { envelope: { id: string } }) => void done.push(`${envelope.id} to ${name}`),
      closing() {},
      end() {},
    };
    connections.connect(subscriber, carrier);
    return { subscriber, carrier };
  }
  return { connections, connect, subscribers, announce, done };
}

const settled = { settled: async () => {} };
const delivery = (id: string) => ({
  envelope: leasedEnvelope(id),
  body: {},
  facts: { kind: 'event', items: [] },
  context: {} as never,
});

test('adds a connected subscriber, and announces it before the parked envelopes are due', () => {
  const { connections, connect, subscribers, done } = open();
  const a = connect('a');
  const b = connect('b', { isOrdered: true });
  expect(done).toEqual(['declares a', 'has come', 'declares b in order,a', 'has come']);
  expect(connections.subscribers()).toEqual([a.subscriber, b.subscriber]);
  expect(connections.carriers()).toEqual([a.carrier, b.carrier]);
  expect(subscribers.has(a.subscriber)).toBe(true);
});

test('announces only responsive subscribers, and none once it stops', () => {
  const { connect, announce, done } = open();
  connect('a').subscriber.fallSilent();
  connect('b');
  announce.stop();
  announce.changed();
  expect(done.filter((note) => note.startsWith('declares'))).toEqual([
    'declares a',
    'declares b',
    'declares ',
    'declares ',
  ]);
});

test('passes a delivery to its subscriber only while that subscriber is connected', async () => {
  const { connections, connect, done } = open();
  const a = connect('a');
  connect('b');
  done.length = 0;
  connections.deliver(a.subscriber, delivery('1'));
  await connections.disconnect(a.subscriber, settled);
  connections.deliver(a.subscriber, delivery('2'));
  expect(done).toEqual(['1 to a', 'declares b', 'look']);
});

test('a retired subscriber stays connected and keeps what it has in hand or has settled', async () => {
  const { connections, connect, subscribers, done } = open();
  const { subscriber } = connect('a');
  for (const id of ['seen', 'settled', 'unseen']) subscriber.give(leasedEnvelope(id), 0);
  subscriber.beginEnding('lease settled');
  done.length = 0;
  await connections.retire(subscriber, new Set(['lease seen']));
  expect(done).toEqual(['declares ', 'look', 'put back unseen', 'back']);
  expect(subscriber.inFlight().map(({ envelope }) => envelope.id)).toEqual(['seen', 'settled']);
  expect([subscribers.has(subscriber), connections.subscribers().length]).toEqual([false, 1]);
});

test('gives nothing back for a retired subscriber that has everything in hand', async () => {
  const { connections, connect, done } = open();
  const { subscriber } = connect('a');
  subscriber.give(leasedEnvelope('1'), 0);
  done.length = 0;
  await connections.retire(subscriber, new Set(['lease 1']));
  expect(done).toEqual(['declares ', 'look']);
});

test('gives back what a disconnected subscriber had not settled, and does not count probes as attempts', async () => {
  const { connections, connect, done } = open();
  const { subscriber } = connect('a');
  for (const id of ['1', '2', 'settled']) subscriber.give(leasedEnvelope(id), 0);
  subscriber.beginEnding('lease settled');
  subscriber.fallSilent();
  subscriber.give(leasedEnvelope('probe'), 0);
  done.length = 0;
  await connections.disconnect(subscriber, { settled: async () => void done.push('settled') });
  expect(done).toEqual(['declares ', 'settled', 'released 1,2', 'put back probe', 'back']);
  expect(subscriber.inFlight()).toEqual([]);
  await connections.disconnect(subscriber, settled);
  expect(done).toHaveLength(5);
});
