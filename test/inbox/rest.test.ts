import { createRest } from '../../src/inbox/rest.js';
import { until } from '../support/until.js';

test('rests four times as long as the walk took', () => {
  let nowMs = 1_000;
  const rest = createRest(
    () => undefined,
    () => nowMs,
  );
  expect(rest.isResting()).toBe(false);
  rest.tired(5_000, 25);
  nowMs += 99;
  expect(rest.isResting()).toBe(true);
  nowMs += 1;
  expect(rest.isResting()).toBe(false);
});

test('does not rest after a walk over few conversations', () => {
  const rest = createRest(() => undefined);
  rest.tired(4_999, 3_600_000);
  expect(rest.isResting()).toBe(false);
});

test('reports the end of a rest', async () => {
  const told: boolean[] = [];
  const rest = createRest(() => told.push(rest.isResting()));
  rest.tired(5_000, 0);
  await until(() => told.length > 0);
  expect(told).toEqual([false]);
});

test('does not report the end of a rest that was prolonged', async () => {
  const told: boolean[] = [];
  const rest = createRest(() => told.push(rest.isResting()));
  rest.tired(5_000, 0);
  rest.tired(5_000, 3_600_000);
  // Timers fire in order, so the end of the first rest would have been reported by now.
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(told).toEqual([]);
});

test('does not keep a process alive', () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  createRest(() => undefined).tired(5_000, 3_600_000);
  expect(timers()).toBe(before);
});
