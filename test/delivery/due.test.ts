import { createDue } from '../../src/delivery/due.js';
import { until } from '../support/until.js';

function open() {
  const done: string[] = [];
  let tell: (payload: object | undefined) => void = () => {};
  const due = createDue({
    fleet: {
      notify: (topic, _, replica) => void done.push(`${topic} to ${replica ?? 'all'}`),
      on(_, listener) {
        tell = listener;
      },
    },
  });
  due.watch({ look: () => void done.push('look'), left: () => void done.push('left') });
  return { due, done, tell: () => tell(undefined) };
}

test('looks at once if this replica or another one reports that something is due', () => {
  const { due, done, tell } = open();
  due.now();
  tell();
  expect(done).toEqual(['look', 'look']);
});

test('tells one replica or all', () => {
  const { due, done } = open();
  due.elsewhere();
  due.elsewhere('b');
  due.left();
  expect(done).toEqual(['inbox to all', 'inbox to b', 'left']);
});

test.each([
  ['succeeded', () => Promise.resolve(), undefined],
  ['failed', () => Promise.reject(new Error('away')), 'away'],
])(
  'new envelopes do not overtake what is being given back, and all replicas look once the work %s',
  async (_case, work, message) => {
    const { due, done } = open();
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const back = due.back(begun.then(work)).catch(({ message }: Error) => message);
    expect(done).toEqual(['left']);
    begin();
    expect(await back).toBe(message);
    expect(done).toEqual(['left', 'look', 'inbox to all']);
  },
);

test('looks when the delay is over, once for delays that end together', async () => {
  const { due, done } = open();
  const startedAt = performance.now();
  for (let count = 0; count < 5; count++) due.in(50);
  await until(() => done.length > 0);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(50);
  const before = done.length;
  due.in(60);
  await until(() => done.length > before);
  expect(done.length).toBeLessThan(5);
});

test('looks again for a delay that ends at a time whose alarm has rung', async () => {
  const { due, done } = open();
  const { now } = performance;
  performance.now = () => 1_000;
  try {
    for (let count = 1; count <= 3; count++) {
      due.in(0);
      await until(() => done.length === count);
    }
  } finally {
    performance.now = now;
  }
});

test('does not look for delays once it has stopped', async () => {
  const { due, done } = open();
  due.in(20);
  due.stop();
  due.in(0);
  const later = performance.now() + 60;
  await until(() => performance.now() > later);
  expect(done).toEqual([]);
});
