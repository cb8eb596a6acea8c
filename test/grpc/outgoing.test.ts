import { createOutgoing } from '../../src/grpc/outgoing.js';
import fc from '../support/fast-check.js';

/** Creates a reader with room for this many messages. `read` makes more room. */
function aReader(room: number) {
  const taken: string[] = [];
  let onDrain = () => {};
  let left = room;
  let overflows = 0;
  const outgoing = createOutgoing<string>({
    sink: {
      write: (message) => {
        taken.push(message);
        left -= 1;
        return left > 0;
      },
      once: (_, listener) => {
        onDrain = listener;
      },
    },
    most: { messages: 3, bytes: 100 },
    onOverflow: () => void overflows++,
  });
  const read = (count: number) => {
    left += count;
    onDrain();
  };
  return { outgoing, taken, read, overflows: () => overflows };
}

test('messages wait in their order until there is room, and the end waits for them', () => {
  const { outgoing, taken, read } = aReader(1);
  for (const message of ['a', 'b', 'c']) outgoing.send(message, 1);
  outgoing.afterAll(() => void taken.push('end'));
  expect(taken).toEqual(['a']);
  read(1);
  expect(taken).toEqual(['a', 'b']);
  read(5);
  expect(taken).toEqual(['a', 'b', 'c', 'end']);
});

test.each([
  ['messages', 1, 4],
  ['bytes', 60, 2],
])('too many %s for a reader that does not read are dropped, and reported once', (_what, bytes, most) => {
  const { outgoing, taken, read, overflows } = aReader(1);
  outgoing.send('first', 1);
  for (let count = 0; count < most - 1; count++) outgoing.send('more', bytes);
  expect(overflows()).toBe(0);
  for (let count = 0; count < 5; count++) outgoing.send('too many', bytes);
  outgoing.afterAll(() => void taken.push('end'));
  read(10);
  expect(overflows()).toBe(1);
  expect(taken).toEqual(['first']);
});

test('a reader of any pace gets all messages in order', () => {
  const step = fc.oneof(fc.constant('send'), fc.integer({ min: 1, max: 3 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { outgoing, taken, read, overflows } = aReader(1);
      let sent = 0;
      for (const one of steps)
        if (one === 'send') outgoing.send(String(sent++), 1);
        else read(Number(one));
      read(100);
      const all = Array.from({ length: sent }, (_, at) => String(at));
      expect(taken).toEqual(overflows() > 0 ? all.slice(0, taken.length) : all);
    }),
  );
});
