import { median, percentile, summarise } from '../../src/bench/figures.js';
import { readOptions } from '../../src/bench/options.js';
import { toSvg } from '../../src/bench/plot.js';
import { toTable } from '../../src/bench/table.js';

const row = (name: string, ...rates: number[]) => ({
  name,
  figures: summarise(rates.map((rate) => ({ rate }))),
});

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
  [[7], 7],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

test('a percentile is one of the measured values', () => {
  const values = Array.from({ length: 200 }, (_, place) => 200 - place);
  expect(percentile(values, 0.5)).toBe(101);
  expect(percentile(values, 0.99)).toBe(199);
  expect(percentile([], 0.5)).toBeNaN();
});

test('rounds without a metric are ignored', () => {
  expect(summarise([{ a: 1, b: Number.NaN }, { a: 3 }])).toEqual({ a: { median: 2, least: 1, most: 3 } });
});

test('a table shows medians, spreads, and ratios to the given contenders', () => {
  const bolt = row('Bolt', 1000, 1200, 1100);
  const columns = [{ title: 'events/s', metric: 'rate', digits: 0, compared: true }];
  expect(toTable([bolt, row('havoc', 2200)], columns, { '× Bolt': bolt, '× nobody': undefined })).toBe(
    [
      '|       |            events/s | × Bolt | × nobody |',
      '| ----- | ------------------: | -----: | -------: |',
      '| Bolt  | 1,100 (1,000–1,200) |   1.00 |          |',
      '| havoc |               2,200 |   2.00 |          |',
    ].join('\n'),
  );
});

test('a column of two metrics shows the spread of the second', () => {
  const figures = summarise([
    { p50: 1, p99: 10 },
    { p50: 3, p99: 30 },
  ]);
  const columns = [{ title: 'ms', metric: 'p50', and: 'p99', digits: 1 }];
  expect(toTable([{ name: 'one', figures }], columns, {})).toContain('| 2.0 / 20.0 (10.0–30.0) |');
});

test('the longest bar fills its panel, and names are escaped', () => {
  const bar = (label: string, most: number) => ({
    label,
    pieces: [{ figure: { median: most, least: most, most } }],
  });
  const svg = toSvg([{ title: 'Rate & more', digits: 0, bars: [bar('a <b>', 50), bar('c', 100)] }]);
  expect(svg).toContain('Rate &amp; more');
  expect(svg).toContain('a &lt;b>');
  expect([...svg.matchAll(/<rect x="250\.0" y="\d+" width="([\d.]+)"/g)].map(([, width]) => width)).toEqual([
    '260.0',
    '520.0',
  ]);
});

test('several scenarios may follow one option, or the option may be repeated', () => {
  expect(readOptions(['--scenario', 'burst', 'absent', '--seconds', '5'])).toMatchObject({
    scenarios: ['burst', 'absent'],
    seconds: 5,
    rounds: 3,
  });
  expect(() => readOptions(['--scenario', 'bust'])).toThrow(
    'There is no scenario bust. Choose from sustained,',
  );
  expect(readOptions(['--people', '20']).world).toEqual({
    messages: 1_000_000,
    channels: 10_000,
    people: 20,
  });
  expect(() => readOptions(['--rounds', '0'])).toThrow('--rounds is 0');
});
