import { createPace } from '../../src/delivery/pace.js';

test.each([
  ['all ended long before the claim', { spanMs: 54, claimMs: 20, ended: 100, expected: 37 }],
  ['they ended during the whole span', { spanMs: 100, claimMs: 100, ended: 250, expected: 250 }],
  ['few ended in a long span', { spanMs: 10_000, claimMs: 20, ended: 3, expected: 0 }],
  ['none ended', { spanMs: 1_000, claimMs: 20, ended: 0, expected: 0 }],
  ['no time passed', { spanMs: 0, claimMs: 0, ended: 5, expected: 0 }],
])(
  'expects as many to end during a claim as ended in the same time before: %s',
  (_, { spanMs, claimMs, ended, expected }) => {
    let now = 1_000;
    const pace = createPace(() => now);
    for (let count = 0; count < ended; count++) pace.ended();
    now += spanMs;
    expect(pace.during(claimMs)).toBe(expected);
  },
);

test('forgets what ended before the last claim', () => {
  let now = 0;
  const pace = createPace(() => now);
  for (let count = 0; count < 100; count++) pace.ended();
  now += 50;
  pace.during(50);
  pace.ended();
  now += 50;
  expect(pace.during(50)).toBe(1);
});
