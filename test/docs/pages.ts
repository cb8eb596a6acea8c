import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../support/repository.js';

/** The pages of the documentation, by their path in the repository. */
export const DOCS: readonly string[] = readdirSync(join(REPOSITORY, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`)
  .sort();

export const PAGES: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'helm/havoc/README.md',
  'src/client/README.md',
  ...DOCS,
];

export const pathOf = (page: string): string => join(REPOSITORY, page);
export const readPage = (page: string): string => readFileSync(pathOf(page), 'utf8');

/** Returns the cells of each row of the page's table whose head begins with these words, without code marks. */
export function rowsUnder(page: string, head: string): string[][] {
  const lines = readPage(page).split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`));
  if (start < 0) throw new Error(`${page} has no table with the head: ${head}`);
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'));
  return lines.slice(start + 2, end < 0 ? undefined : end).map((line) =>
    line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.replaceAll('`', '').trim()),
  );
}
