import { createPace } from '../../src/delivery/pace.js';

test.each([
  ['all at once, well before the claim', 54, 20, 100, 37],
  ['all along', 100, 100, 250, 250],
  ['one now and then', 10_000, 20, 3, 0],
  ['nothing', 1_000, 20, 0, 0],
  ['within no time at all', 0, 0, 5, 0],
])(
  'expects as many to end during a claim as ended in such a time before: %s',
  (_, spanMs, claimMs, ended, expected) => {
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
