import { FAULTS, planFaults } from '../../src/chaos/plan.js';

test('the same seed gives the same faults, and another seed gives others', () => {
  expect(planFaults(7, 60)).toEqual(planFaults(7, 60));
  expect(planFaults(7, 60)).not.toEqual(planFaults(8, 60));
});

test.each([1, 2, 3])('a minute has most kinds of faults, and all of them end in time: seed %i', (seed) => {
  const faults = planFaults(seed, 60);
  expect(new Set(faults.map(({ kind }) => kind)).size).toBeGreaterThan(Object.keys(FAULTS).length * 0.8);
  expect(Math.max(...faults.map(({ atMs, forMs }) => atMs + forMs))).toBeLessThanOrEqual(59_500);
});

test('no part has two faults at once', () => {
  const faults = planFaults(4, 600);
  const overlaps = faults.filter((one, at) =>
    faults.slice(at + 1).some((other) => {
      const isSame = FAULTS[one.kind].of === FAULTS[other.kind].of && one.which === other.which;
      return isSame && other.atMs < one.atMs + one.forMs;
    }),
  );
  expect(overlaps).toEqual([]);
});
