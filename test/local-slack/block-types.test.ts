import { readFileSync } from 'node:fs';
import { checkBlocks } from '../../src/block-kit/index.js';

const declared = readFileSync('node_modules/@slack/types/dist/block-kit/blocks.d.ts', 'utf8');
const types = [...declared.matchAll(/^ {4}type: '(\w+)';/gm)].flatMap(([, type]) => type ?? []);

test('all block types that Slack declares or documents are supported', () => {
  expect(types.length).toBeGreaterThanOrEqual(20);
  const problems = [...types, 'data_visualization'].flatMap((type) => checkBlocks([{ type }], { most: 1 }));
  expect(problems.filter((problem) => problem.includes('unsupported type'))).toEqual([]);
});

test('a chart needs a title of at most 50 characters', () => {
  const chart = { type: 'pie', segments: [{ label: 'a', value: 1 }] };
  const problemsOf = (title?: string) =>
    checkBlocks([{ type: 'data_visualization', title, chart }], { most: 1 });
  expect(problemsOf('Pies')).toEqual([]);
  expect(problemsOf()).toHaveLength(1);
  expect(problemsOf('x'.repeat(51))).toHaveLength(1);
});
