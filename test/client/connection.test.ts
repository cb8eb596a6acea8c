import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { readAddress } from '../../src/client/address.js';
import { createChannel } from '../../src/client/channel.js';
import { Connection } from '../../src/client/connection.js';
import { Havoc } from '../../src/client/havoc.js';
import { until } from '../support/until.js';
import { aMention } from './deliveries.js';
import { startFakeSidecar } from './fake-sidecar.js';
import { createHarness, type Harness } from './harness.js';
import { createRecordedLog } from './recorded-log.js';

let harness: Harness | undefined;
afterEach(async () => {
  await harness?.end();
  harness = undefined;
});

test('the first request declares the name, the concurrency and the listeners', async () => {
  harness = await createHarness({}, { concurrency: 7, ordered: true, raw: true, token: 's3' });
  harness.havoc.command('/poll', () => {});
  const { open, metadata } = await harness.connect();
  expect(open).toEqual({
    name: 'test',
    max_in_flight: 7,
    ordered: true,
    raw_json: true,
    batches: true,
    handles: [{ kind: 'command', matches: [{ property: 'command', equals: '/poll' }] }],
  });
  expect(metadata).toMatchObject({ authorization: 'Bearer s3' });
});

test('the client connects over a unix socket', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'havoc-'));
  harness = await createHarness({ address: `unix:${folder}/havoc.sock` });
  harness.havoc.event('app_mention', () => {});
  const stream = await harness.connect();
  stream.deliver(aMention());
  expect(await stream.requests.take()).toHaveProperty('ack');
  await rm(folder, { recursive: true });
});

test('when the sidecar stops, running handlers finish and settle before the stream ends', async () => {
  harness = await createHarness();
  let finish: (() => void) | undefined;
  const aborted: unknown[] = [];
  harness.havoc.event('app_mention', async ({ delivery }) => {
    delivery.signal.addEventListener('abort', () => aborted.push(delivery.signal.reason));
    await new Promise<void>((resolve) => (finish = resolve));
  });
  const first = await harness.connect();
  first.deliver(aMention());
  await until(() => finish !== undefined);
  first.closing('a new version comes');
  finish?.();
  expect(await first.requests.take()).toHaveProperty('ack');
  await first.ended;
  expect(aborted).toEqual([]);
  await harness.sidecar.streams.take();
  await until(() => harness?.log.messages('warn').length === 1);
  expect(harness.log.messages('warn')).toEqual([expect.stringContaining('a new version comes')]);
});

test('a broken stream aborts the deliveries in flight and is opened again, and both are logged once', async () => {
  harness = await createHarness();
  const aborted: unknown[] = [];
  harness.havoc.event('app_mention', async ({ delivery }) => {
    await new Promise((resolve) => delivery.signal.addEventListener('abort', resolve));
    aborted.push(delivery.signal.reason.code);
  });
  const first = await harness.connect();
  first.deliver(aMention());
  await until(() => harness?.havoc.connected === true);
  first.fail(status.UNAVAILABLE, 'gone for a moment');
  const second = await harness.sidecar.streams.take();
  await harness.havoc.ready();
  expect(aborted).toEqual(['client.connection_lost']);
  expect(second.requests.rest()).toEqual([]);
  expect(harness.log.messages('warn')).toEqual([expect.stringContaining('gone for a moment')]);
  expect(harness.log.messages('info')).toHaveLength(2);
});

test('after a sidecar announces its stop, the client reconnects', async () => {
  harness = await createHarness();
  const first = await harness.connect();
  first.close('a new version comes');
  expect((await harness.sidecar.streams.take()).open.name).toBe('test');
  expect(harness.log.messages('warn')).toEqual([expect.stringContaining('a new version comes')]);
});

test('the client connects to a sidecar that starts later', async () => {
  const early = await startFakeSidecar();
  const { address } = early;
  await early.stop();
  const log = createRecordedLog();
  const havoc = new Havoc({ address, log });
  const started = havoc.start();
  await until(() => log.messages('warn').length > 0);
  expect(log.messages('warn')).toEqual([
    expect.stringContaining(`Nothing listens at ${address}. Start the sidecar`),
  ]);
  const late = await startFakeSidecar({ address });
  await started;
  expect(havoc.connected).toBe(true);
  await havoc.stop();
  await late.stop();
});

test('start gives up after its timeout, and says why', async () => {
  const gone = await startFakeSidecar();
  await gone.stop();
  const havoc = new Havoc({ address: gone.address, log: createRecordedLog() });
  await expect(havoc.start({ timeoutMs: 300 })).rejects.toMatchObject({
    code: 'client.not_connected',
    message: expect.stringContaining(`Nothing listens at ${gone.address}`),
  });
  await expect(havoc.start()).rejects.toMatchObject({ code: 'client.stopped' });
});

test('a new stream declares listeners that are added later, while the old one settles its deliveries', async () => {
  harness = await createHarness();
  let finish = () => {};
  const waiting = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let running = 0;
  harness.havoc.event('app_mention', () => {
    running++;
    return waiting;
  });
  const first = await harness.connect();
  const delivery = aMention();
  first.deliver(delivery);
  await until(() => running === 1);

  harness.havoc.command('/a', () => {}).command('/b', () => {});
  const second = await harness.sidecar.streams.take();
  expect(second.open.handles).toHaveLength(3);
  first.deliver(aMention());
  second.deliver(aMention());
  await until(() => running === 2);
  finish();
  expect(await first.requests.take()).toEqual({ drain: { leases: [delivery.lease] } });
  expect(await first.requests.take()).toEqual({ ack: { id: delivery.id, lease: delivery.lease } });
  await first.ended;
  expect(first.requests.rest()).toEqual([]);
  expect(await second.requests.take()).toHaveProperty('ack');
  expect(harness.sidecar.streams.rest()).toEqual([]);
});

test('stop waits until handlers have ended and settled, and takes no more deliveries', async () => {
  harness = await createHarness();
  let finish = () => {};
  let running = 0;
  harness.havoc.event('app_mention', () => {
    running++;
    return new Promise<void>((resolve) => {
      finish = resolve;
    });
  });
  const stream = await harness.connect();
  const { id, lease, ...rest } = aMention();
  stream.deliver({ ...rest, id, lease });
  await until(() => running === 1);
  const stopping = harness.havoc.stop();
  expect(harness.havoc.connected).toBe(false);
  stream.deliver(aMention());
  setImmediate(finish);
  await stopping;
  await stream.ended;
  expect(stream.requests.rest()).toEqual([{ drain: { leases: [lease] } }, { ack: { id, lease } }]);
  expect(running).toBe(1);
});

test('at a stop, each delivery taken is either settled before the drain or named in it', async () => {
  harness = await createHarness();
  const { havoc } = harness;
  const deliveries = Array.from({ length: 50 }, () => aMention());
  const leaseOf = new Map(deliveries.map(({ id, lease }) => [id, lease]));
  const taken: (string | undefined)[] = [];
  let stopping: Promise<void> | undefined;
  havoc.event('app_mention', ({ delivery }) => {
    taken.push(leaseOf.get(delivery.id));
    if (taken.length !== 25) return;
    // At that point this delivery is settled too, but its ack is not sent yet.
    process.nextTick(() => {
      stopping = havoc.stop();
    });
  });
  const stream = await harness.connect();
  for (const delivery of deliveries) stream.deliver(delivery);
  await stream.ended;
  await stopping;
  const requests = stream.requests.rest();
  const drainAt = requests.findIndex(({ drain }) => drain);
  const settled = requests.slice(0, drainAt).flatMap(({ ack, acks }) => acks?.acks ?? [ack ?? {}]);
  const known = settled.map(({ lease }) => lease).concat(requests[drainAt]?.drain?.leases ?? []);
  expect(taken.length).toBeGreaterThanOrEqual(25);
  expect(known.sort()).toEqual(taken.sort());
});

test('a handler that runs longer than stop waits is aborted, and can still settle', async () => {
  harness = await createHarness();
  let running = false;
  harness.havoc.event('app_mention', async ({ delivery }) => {
    running = true;
    await new Promise((_, reject) =>
      delivery.signal.addEventListener('abort', () => reject(delivery.signal.reason)),
    );
  });
  const stream = await harness.connect();
  stream.deliver(aMention());
  await until(() => running);
  await harness.havoc.stop({ timeoutMs: 20 });
  await stream.ended;
  expect(stream.requests.rest()).toEqual([
    { drain: { leases: [expect.any(String)] } },
    { nak: expect.objectContaining({ error: expect.stringContaining('The app is stopping') }) },
  ]);
});

test.each([Infinity, 2 ** 31])('stop within %d ms lets a handler run on until it ends', async (timeoutMs) => {
  harness = await createHarness({ leaseMs: 30 });
  let finish = () => {};
  harness.havoc.event('app_mention', ({ delivery }) => {
    return new Promise<void>((resolve, reject) => {
      finish = resolve;
      delivery.signal.addEventListener('abort', () => reject(delivery.signal.reason));
    });
  });
  const stream = await harness.connect();
  const { id, lease, ...rest } = aMention();
  stream.deliver({ ...rest, id, lease });
  expect(await stream.requests.take()).toHaveProperty('extend');
  const stopping = harness.havoc.stop({ timeoutMs });
  expect(await stream.requests.take()).toHaveProperty('drain');
  for (let times = 0; times < 3; times++) expect(await stream.requests.take()).toHaveProperty('extend');
  finish();
  await stopping;
  expect(stream.requests.rest().at(-1)).toEqual({ ack: { id, lease } });
});

test('start with an infinite timeout waits for the sidecar', async () => {
  harness = await createHarness();
  await harness.havoc.start({ timeoutMs: Infinity });
  expect(harness.havoc.connected).toBe(true);
});

test('after stop, every call fails with client.stopped', async () => {
  harness = await createHarness();
  await harness.connect();
  const { slack } = harness.havoc;
  await harness.havoc.stop();
  const pages = slack.users.list.pages().byPage()[Symbol.asyncIterator]();
  const calls = [slack.auth.test(), pages.next(), slack.files.upload({ filename: 'a', content: 'b' })];
  for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'client.stopped' });
});

test('stop without a connection ends at once, and may be called twice', async () => {
  const havoc = new Havoc({ address: 'unix:/nowhere/havoc.sock', log: createRecordedLog() });
  const starting = havoc.start();
  await Promise.all([havoc.stop(), havoc.stop(), starting]);
  await havoc.stop();
  await expect(havoc.ready()).rejects.toMatchObject({ code: 'client.stopped' });
});

test('a sidecar that accepts the connection but does not answer is reported', async () => {
  const mute = await startFakeSidecar({ opens: false });
  const log = createRecordedLog();
  const address = readAddress(mute.address);
  const channel = createChannel({ address });
  const connection = new Connection({
    channel,
    address,
    log,
    open: () => ({}),
    handle: async () => {},
    onRefused: () => {},
    openTimeoutMs: 20,
  });
  connection.start();
  await connection.reach('waiting');
  expect(connection.trouble).toContain('accepted the connection, but did not answer');
  await connection.stop(0);
  channel.close();
  await mute.stop();
});
