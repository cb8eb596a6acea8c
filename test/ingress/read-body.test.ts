import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { HavocError } from '../../src/base/index.js';
import { readBody } from '../../src/ingress/http/read-body.js';

/** Reads a body that a test sends piece by piece, with this much room in the budget. */
function setUp({ limitBytes = 1_000_000, room = 1_000_000 } = {}) {
  const stream = new PassThrough();
  const grown: number[] = [];
  let ends = 0;
  let drop = () => {};
  const reading = readBody({
    request: stream as unknown as IncomingMessage,
    limitBytes,
    unproved: {
      hold(dropped) {
        drop = dropped;
        return {
          grow(sizeBytes) {
            grown.push(sizeBytes);
            return grown.reduce((sum, size) => sum + size) <= room;
          },
          end: () => ends++,
        };
      },
    },
  });
  const body = reading.body.catch((thrown) => thrown.code);
  return {
    ...reading,
    body,
    say(...pieces: (string | Buffer)[]) {
      for (const piece of pieces) stream.emit('data', Buffer.from(piece));
    },
    end: () => stream.emit('end'),
    close: () => stream.emit('close'),
    drop: () => drop(),
    grown,
    ends: () => ends,
    isListening: () => stream.listenerCount('data') + stream.listenerCount('end') > 0,
  };
}

test.each([
  ['nothing', [], ''],
  ['one piece', ['abc'], 'abc'],
  ['a large and a small piece', ['x'.repeat(3_000), 'abc'], `${'x'.repeat(3_000)}abc`],
  ['small pieces', ['a', 'b', 'c', 'd'], 'abcd'],
  ['small, large, small', ['a', 'b', 'y'.repeat(2_048), 'c', 'd'], `ab${'y'.repeat(2_048)}cd`],
  ['more than a block', Array(20).fill('z'.repeat(1_000)), 'z'.repeat(20_000)],
])('reads %s unchanged', async (_, pieces, whole) => {
  const { say, end, body, isListening } = setUp();
  say(...pieces);
  end();
  expect(String(await body)).toBe(whole);
  expect(isListening()).toBe(false);
});

test('takes room for each large piece, and for each block of small pieces', () => {
  const { say, grown } = setUp();
  say('first', 'x', 'y'.repeat(2_047));
  expect(grown).toEqual([5, 8_192]);
  say('z'.repeat(2_048), 'x');
  expect(grown).toEqual([5, 8_192, 2_048, 8_192]);
  say(...Array(8).fill('x'.repeat(1_024)));
  expect(grown).toEqual([5, 8_192, 2_048, 8_192, 8_192]);
});

test('fills a block to its last byte before it takes the next block', () => {
  const { say, grown } = setUp();
  say('first', ...Array(8).fill('x'.repeat(1_024)));
  expect(grown).toEqual([5, 8_192]);
  say('y');
  expect(grown).toEqual([5, 8_192, 8_192]);
});

test('keeps its room until it is released', async () => {
  const { say, end, body, release, ends } = setUp();
  say('abc');
  end();
  await body;
  expect(ends()).toBe(0);
  release();
  expect(ends()).toBe(1);
});

test.each([
  ['accepts a body as large as the limit', 10, '0123456789'],
  ['refuses a body one byte above the limit', 9, 'body.too_large'],
])('%s', async (_, limitBytes, outcome) => {
  const { say, end, body } = setUp({ limitBytes });
  say('01234', '56789');
  end();
  expect(String(await body)).toBe(outcome);
});

test.each([
  ['accepts 512 pieces of a byte', 512, 1, 'x'.repeat(512)],
  ['refuses 513 pieces of a byte', 513, 1, 'body.too_fine'],
  ['accepts many pieces of 16 bytes', 2_000, 16, 'x'.repeat(32_000)],
  ['refuses many pieces of 15 bytes', 2_000, 15, 'body.too_fine'],
])('%s', async (_, count, sizeBytes, outcome) => {
  const { say, end, body } = setUp();
  say(...Array(count).fill('x'.repeat(sizeBytes)));
  end();
  expect(String(await body)).toBe(outcome);
});

test.each<[string, (reading: ReturnType<typeof setUp>) => void, string]>([
  ['its room is used up', ({ say }) => say('x'.repeat(60), 'y'), 'body.no_room'],
  ['another body needs its room', ({ drop }) => drop(), 'body.no_room'],
  ['its connection closes', ({ close }) => close(), 'request.aborted'],
  [
    'its caller fails it',
    ({ fail }) => fail(new HavocError({ kind: 'internal', code: 'test.told', message: 'It was told.' })),
    'test.told',
  ],
])('ends when %s, stops reading, and gives its room back', async (_, happen, code) => {
  const reading = setUp({ room: 100 });
  reading.say('abc');
  happen(reading);
  expect(await reading.body).toBe(code);
  expect(reading.ends()).toBe(1);
  expect(reading.isListening()).toBe(false);
});

test('stays complete if its connection closes afterwards', async () => {
  const { say, end, close, body, ends } = setUp();
  say('abc');
  end();
  close();
  expect(String(await body)).toBe('abc');
  expect(ends()).toBe(0);
});
