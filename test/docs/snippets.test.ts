import { compileTexts } from '../support/compile.js';
import { AMID, snippetsOf } from '../support/snippets.js';
import { PAGES, pathOf } from './pages.js';

const withSnippets = PAGES.map((page) => ({ page, snippets: snippetsOf(pathOf(page), 'ts') })).filter(
  ({ snippets }) => snippets.length > 0,
);

test('there are snippets in several pages', () => {
  expect(withSnippets.map(({ page }) => page)).toEqual(
    expect.arrayContaining(['README.md', 'docs/app.md', 'docs/testing.md', 'src/client/README.md']),
  );
});

/** The page of each snippet, by the path that it is compiled under. */
const pages = new Map<string, string>();
/** The snippets by path. Each begins at its line in the page. */
const texts = new Map<string, string>();
for (const [index, { page, snippets }] of withSnippets.entries())
  for (const { text, line } of snippets) {
    const head = text.startsWith('import ') ? '' : AMID;
    const path = pathOf(`test/hello/snippet-${index}-${line}.ts`);
    pages.set(path, page);
    texts.set(path, `${head}${'\n'.repeat(line - 1)}${text}export {};\n`);
  }

let problems: { page: string | undefined; problem: string }[];
beforeAll(() => {
  problems = compileTexts(texts).map(({ file, line, problem }) => {
    const page = pages.get(file);
    return { page, problem: `${page}:${line} ${problem}` };
  });
});

test.each(withSnippets.map(({ page }) => page))('every snippet of %s compiles', (page) => {
  expect(problems.filter((one) => one.page === page).map(({ problem }) => problem)).toEqual([]);
});
