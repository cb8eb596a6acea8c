import { channelOf, EVERYBODY, packNotices, readSaid } from '../../src/fleet/notices.js';

const FROM = '6f1f3c1e-0000-4000-8000-000000000000';
const to = (replica: string | undefined, payload?: object) => ({ topic: 'reply', payload, to: replica });

test('equal notices are sent once to each receiver', () => {
  const packed = packNotices(FROM, 'reply', [
    to(undefined),
    to('a', { id: 1 }),
    to('a', { id: 1 }),
    to('a', { id: 2 }),
  ]);
  expect(packed.map(({ channel }) => channel)).toEqual([EVERYBODY, channelOf('a')]);
  expect(packed.map(({ payload }) => readSaid(payload))).toEqual([
    { from: FROM, topic: 'reply', payloads: [] },
    { from: FROM, topic: 'reply', payloads: [{ id: 1 }, { id: 2 }] },
  ]);
});

test('notices beyond PostgreSQL’s size limit become several notifications, without loss', () => {
  const ids = Array.from({ length: 1_000 }, (_, id) => ({ id: `${id}`.padStart(20, 'é') }));
  const packed = packNotices(
    FROM,
    'reply',
    ids.map((payload) => to(undefined, payload)),
  );
  expect(packed.length).toBeGreaterThan(2);
  expect(Math.max(...packed.map(({ payload }) => Buffer.byteLength(payload)))).toBeLessThan(8_000);
  expect(packed.flatMap(({ payload }) => readSaid(payload)?.payloads ?? [])).toEqual(ids);
});

test.each(['', 'nonsense', '[]', '{"from":"a","topic":"b"}', 'null'])(
  'ignores the invalid notification %j',
  (text) => {
    expect(readSaid(text)).toBeUndefined();
  },
);
