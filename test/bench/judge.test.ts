import { judge } from '../../src/bench/phase.js';

const NEVER = Number.NaN;

function judged(answeredAt: number[], handled: [serial: number, at: number][]) {
  return judge(
    {
      firstSerial: 10,
      sentAt: Float64Array.of(0, 100, 200),
      answeredAt: Float64Array.from(answeredAt),
      cpuMicros: 0,
    },
    {
      serials: Float64Array.from(handled, ([serial]) => serial),
      times: Float64Array.from(handled, ([, at]) => at),
    },
  );
}

test('times are measured from the request of each event, in any order of handling', () => {
  const { ack, handler, restMs, tookMs } = judged(
    [5, 105, 205],
    [
      [12, 207],
      [10, 8],
      [11, 109],
    ],
  );
  expect(ack).toEqual({ p50: 5, p99: 5 });
  expect(handler).toEqual({ p50: 8, p99: 9 });
  expect(restMs).toBe(7);
  expect(tookMs).toBe(207);
});

test('failed, lost, repeated and late events are counted', () => {
  const { acknowledged, failed, lost, twice, late } = judged(
    [5, NEVER, 3300],
    [
      [10, 8],
      [10, 9],
    ],
  );
  expect({ acknowledged, failed, lost, twice, late }).toEqual({
    acknowledged: 2,
    failed: 1,
    lost: 1,
    twice: 1,
    late: 1,
  });
});

test('events left from an earlier load do not count', () => {
  const { lost, twice } = judged(
    [5, 105, 205],
    [
      [9, 1],
      [10, 8],
      [11, 109],
      [12, 207],
    ],
  );
  expect({ lost, twice }).toEqual({ lost: 0, twice: 0 });
});
