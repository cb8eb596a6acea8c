import { status } from '@grpc/grpc-js';
import { TrafficService } from '../../src/gen/havoc/v1/traffic.js';
import { createTrafficService } from '../../src/grpc/index.js';
import { createLogger } from '../../src/log/index.js';
import type { TrafficRecord } from '../../src/traffic/index.js';
import { type Channel, serve } from '../support/grpc.js';
import { until } from '../support/until.js';

const log = createLogger({ level: 'silent' });
let channel: Channel | undefined;
afterEach(() => channel?.close());

const record = (more: Partial<TrafficRecord>): TrafficRecord => ({
  id: 7n,
  at: new Date(1_000),
  direction: 'out',
  name: 'chat.postMessage',
  outcome: 'ok',
  tookMs: 1.5,
  ...more,
});

test('tails matching records, without bodies, until the reader leaves', async () => {
  const listeners = new Set<(record: TrafficRecord) => void>();
  const traffic = {
    onRecord(listener: (record: TrafficRecord) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  // Tailing does not read a table.
  channel = await serve([
    createTrafficService({ traffic, db: { prisma: {} as never }, findPayload: async () => undefined, log }),
  ]);
  const { path, requestSerialize, responseDeserialize } = TrafficService.tail;
  const request = { filter: { outcome: 'refused', direction: '' } };
  const stream = channel.client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
  const read: unknown[] = [];
  stream.on('data', ({ record }) => read.push(record));
  stream.on('error', () => {});
  await until(() => listeners.size === 1);
  for (const listener of listeners) {
    listener(record({ outcome: 'ok' }));
    listener(record({ outcome: 'refused: stale', request: Buffer.from('{}') }));
  }
  await until(() => read.length === 1);
  expect(read[0]).toMatchObject({ id: '7', outcome: 'refused: stale', took_ms: 1.5, request: undefined });
  stream.cancel();
  await until(() => listeners.size === 0);
});

test.each([
  ['a limit of 0', TrafficService.list, { limit: 0 }],
  ['a limit that is too high', TrafficService.list, { limit: 1_001 }],
  ['a malformed before', TrafficService.list, { before: 'x' }],
  ['no id', TrafficService.show, {}],
])('refuses %s', async (_, call, request) => {
  const traffic = { onRecord: () => () => {} };
  channel = await serve([
    createTrafficService({ traffic, db: { prisma: {} as never }, findPayload: async () => undefined, log }),
  ]);
  const asked = channel.unary<object, object>(call, request);
  await expect(asked).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
});
