import { createReport } from './report.js';

test('each step has a line with its time, and a failed step has all its causes', async () => {
  const lines: string[] = [];
  let nowMs = 0;
  const report = createReport(
    (line) => lines.push(line),
    () => nowMs,
  );
  const good = await report.step('one', async () => {
    nowMs += 1_234;
  });
  const bad = await report.step('two', async () => {
    throw new Error('first\nsecond', { cause: new Error('cause') });
  });
  report.failed('three', ['there is no go']);
  const code = report.end();
  expect({ good, bad, code }).toEqual({ good: true, bad: false, code: 1 });
  expect(lines).toEqual([
    '✓ one (1.2 s)',
    '✗ two (0.0 s)',
    '    first',
    '    second',
    '    cause',
    '✗ three',
    '    there is no go',
    '1 passed, 2 failed',
  ]);
});

test('a report without steps is a failure', () => {
  expect(createReport(() => undefined).end()).toBe(1);
});
