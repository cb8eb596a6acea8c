import { createProgress } from '../../src/cli/progress.js';

test('prints progress at most once a second, and not at the end', () => {
  const lines: string[] = [];
  let nowMs = 0;
  const progress = createProgress('Imported', { write: (line) => void lines.push(line), now: () => nowMs });
  progress(1, 5_000);
  nowMs = 1_000;
  progress(1_500, 5_000);
  progress(1_501, 5_000);
  nowMs = 2_500;
  progress(3_000);
  nowMs = 4_000;
  progress(5_000, 5_000);
  expect(lines).toEqual(['Imported 1,500 of 5,000', 'Imported 3,000']);
});
