import { EventEmitter, once } from 'node:events';
import type { Door } from '../../../src/local-slack/apps/doors/door.js';
import type { Attempt, FailureReason, Push } from '../../../src/local-slack/apps/push.js';
import { createPushQueue } from '../../../src/local-slack/apps/push-queue.js';
import { createPusher, type Pusher } from '../../../src/local-slack/apps/pusher.js';
import type { QueuedPush } from '../../../src/local-slack/apps/queued-push.js';
import { createJournal } from '../../../src/local-slack/journal/journal.js';
import type { DoorName } from '../../../src/local-slack/model.js';
import { createDatabase } from '../../../src/local-slack/store/database.js';
import { createMemoryStore, type MemoryStore } from '../../../src/local-slack/store/memory-store.js';
import { apps, queuedPushes } from '../../../src/local-slack/world/collections.js';
import { openWorld } from '../../../src/local-slack/world/open-world.js';
import { defaultSeed, toWorldSeed } from '../../../src/local-slack/world/seed.js';
import { until } from '../../support/until.js';

let store: MemoryStore;
const pushers: Pusher[] = [];
beforeEach(async () => {
  store = createMemoryStore();
  await openWorld({
    store,
    url: 'http://localhost',
    now: () => new Date(),
    toPushes: async () => [],
    seed: toWorldSeed(defaultSeed),
    app: { request_url: 'http://app' },
  });
});
afterEach(async () => {
  for (const one of pushers.splice(0)) await one.stop();
});

/** A pusher whose doors do what the test says. */
function open(
  send: (push: Push, tried: { retryNum: number; signal: AbortSignal }) => Promise<FailureReason | undefined>,
  { retryDelaysMs = [0, 0, 0], hasUrl = true }: { retryDelaysMs?: number[]; hasUrl?: boolean } = {},
) {
  const db = createDatabase(store);
  const pushes = createJournal<Push>();
  const door = (name: DoorName): Door => ({
    name,
    findUrl: () => (hasUrl ? `http://${name}` : undefined),
    send: async (_app, push, { at, retryNum, signal }): Promise<Attempt> => {
      const failure = await send(push, { retryNum, signal });
      return { at, tookMs: 0, retryNum, noRetry: false, ...(failure && { failure }) };
    },
  });
  const pusher = createPusher({
    db,
    queue: createPushQueue(db),
    pushes,
    now: () => new Date(),
    retryDelaysMs,
    doors: { http: door('http'), socket: door('socket') },
  });
  pushers.push(pusher);
  const queue = (...names: string[]) =>
    db.transact(async (transaction) => {
      const queued = names.map((name) => toQueued(name));
      for (const one of queued) transaction.put(queuedPushes, one);
      return queued;
    });
  return { pusher, pushes, queue, db };
}

function toQueued(name: string, door: DoorName = 'http'): QueuedPush {
  const [app] = store.now.list(apps, 'all', '');
  return {
    id: `${name}.${door}`,
    app: app?.id ?? '',
    name,
    door,
    body: {},
    attempts: 0,
    due_at: Date.now(),
  };
}

const left = () => store.now.all(queuedPushes).map(({ name, attempts }) => `${name} ${attempts}`);

test('an event is in the queue until the app has taken it', async () => {
  const taking = new EventEmitter();
  const { pusher, pushes, queue } = open(async () => void (await once(taking, 'taken')));
  await pusher.resume();
  pusher.send(await queue('a'));
  await until(() => pushes.entries().length === 1);
  expect(left()).toEqual(['a 0']);
  taking.emit('taken');
  await pusher.idle();
  expect(left()).toEqual([]);
});

test('first attempts are made in the order of the events', async () => {
  const sent: string[] = [];
  const { pusher, queue } = open(async ({ name }) => void sent.push(name));
  await pusher.resume();
  const names = Array.from({ length: 50 }, (_, index) => `e${index}`);
  for (const name of names) pusher.send(await queue(name));
  await pusher.idle();
  expect(sent).toEqual(names);
});

test('events that were queued while held are sent once, in order, when it resumes', async () => {
  const sent: string[] = [];
  const { pusher, queue } = open(async ({ name }) => void sent.push(name));
  pusher.send(await queue('a', 'b'));
  const late = queue('c').then(pusher.send);
  await Promise.all([pusher.resume(), pusher.resume(), late]);
  await pusher.resume();
  await pusher.idle();
  expect(sent).toEqual(['a', 'b', 'c']);
  expect(left()).toEqual([]);
});

test('another process goes on with the retries of one that was killed', async () => {
  const tries: string[] = [];
  const fails = async ({ name }: Push, { retryNum }: { retryNum: number }) => {
    tries.push(`${name} ${retryNum}`);
    return 'http_error' as const;
  };
  const first = open(fails, { retryDelaysMs: [0, 1e9] });
  await first.pusher.resume();
  first.pusher.send(await first.queue('a'));
  await until(() => left()[0] === 'a 2');
  await first.pusher.stop();
  const [waiting] = store.now.all(queuedPushes);
  expect(waiting).toMatchObject({ attempts: 2, failure: 'http_error' });
  await first.db.transact(async (db) => db.put(queuedPushes, { ...(waiting as QueuedPush), due_at: 0 }));

  const second = open(fails, { retryDelaysMs: [0, 1e9] });
  await second.pusher.resume();
  await second.pusher.idle();
  expect(tries).toEqual(['a 0', 'a 1', 'a 2']);
  expect(left()).toEqual([]);
  expect(second.pushes.entries()).toMatchObject([{ name: 'a', outcome: 'failed' }]);
});

test('an attempt that a stop ends is made again by the next process', async () => {
  const never = (_push: Push, { signal }: { signal: AbortSignal }) =>
    new Promise<FailureReason>((resolve) =>
      signal.addEventListener('abort', () => resolve('connection_failed')),
    );
  const first = open(never);
  await first.pusher.resume();
  first.pusher.send(await first.queue('a'));
  await until(() => first.pushes.entries().length === 1);
  await first.pusher.stop();
  expect(left()).toEqual(['a 0']);
  expect(first.pushes.entries()).toMatchObject([{ outcome: 'failed' }]);
  first.pusher.send(await first.queue('b'));
  expect(left()).toEqual(['a 0', 'b 0']);

  const sent: string[] = [];
  const second = open(async ({ name }) => void sent.push(name));
  await second.pusher.resume();
  await second.pusher.idle();
  expect(sent).toEqual(['a', 'b']);
});

test('an app without a request URL lets no events pile up', async () => {
  const { pusher, queue, pushes } = open(async () => undefined, { hasUrl: false });
  await pusher.resume();
  pusher.send(await queue('a', 'b'));
  await pusher.idle();
  expect(left()).toEqual([]);
  expect(pushes.entries().map(({ name, outcome, attempts }) => [name, outcome, attempts.length])).toEqual([
    ['a', 'nowhere', 0],
    ['b', 'nowhere', 0],
  ]);
});

test('a store that fails neither keeps idle() and stop() waiting nor fails them', async () => {
  const { pusher, queue } = open(async () => undefined);
  await pusher.resume();
  const queued = await queue('a');
  const commit = store.commit;
  store.commit = () => Promise.reject(new Error('The database is gone.'));
  pusher.send(queued);
  await pusher.idle();
  await pusher.stop();
  store.commit = commit;
  expect(left()).toEqual(['a 0']);
});
