import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../support/repository.js';
import { generatePages } from './generated.js';
import { DOCS, readPage } from './pages.js';

const README_BYTES = 8 * 1024;
const PAGE_BYTES = 12 * 1024;
const sizeOf = (page: string) => Buffer.byteLength(readPage(page));

test('the README is short enough to be read', () => {
  expect(sizeOf('README.md')).toBeLessThanOrEqual(README_BYTES);
});

test.each(DOCS)('%s is short, and begins by saying what it is for', (page) => {
  expect(sizeOf(page)).toBeLessThan(PAGE_BYTES);
  expect(readPage(page)).toMatch(/^# .+\n\nThis page /);
});

test('the README links to each page', () => {
  const readme = readPage('README.md');
  // The first page of their kind links to these.
  const further = [
    'docs/errors-grpc.md',
    'docs/errors-installing.md',
    'docs/errors-local-slack.md',
    'docs/errors-running.md',
  ];
  expect(DOCS.filter((page) => !readme.includes(`](${page}`))).toEqual(further);
});

// If this fails, run npm run generate:docs.
test.each(generatePages())('$page has the tables that are made from the code', ({ page, text }) => {
  expect(readPage(page)).toBe(text);
});

test('the files that the pages about architecture name exist', () => {
  const rows = ['docs/architecture.md', 'docs/architecture-local-slack.md']
    .flatMap((page) => readPage(page).split('\n'))
    .filter((line) => /^\|.*`[\w/-]+\.ts`/.test(line));
  const named = rows.flatMap((row) => {
    let folder = '';
    return [...row.matchAll(/`([\w/-]+\.ts)`/g)].map(([, name = '']) => {
      if (name.includes('/')) folder = name.slice(0, name.lastIndexOf('/') + 1);
      return join('src', name.includes('/') ? name : folder + name);
    });
  });
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((name) => !existsSync(join(REPOSITORY, name)))).toEqual([]);
});
