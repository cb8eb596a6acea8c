import ts from 'typescript';
import { snippetsOf } from '../support/snippets.js';
import { PAGES, pathOf } from './pages.js';

/** Code that is put before a snippet that does not begin with its own imports. */
const AMID = "import type { Havoc } from '@havoc/client'; declare const havoc: Havoc;";

const withSnippets = PAGES.map((page) => ({ page, snippets: snippetsOf(pathOf(page), 'ts') })).filter(
  ({ snippets }) => snippets.length > 0,
);

test('there are snippets in several pages', () => {
  expect(withSnippets.map(({ page }) => page)).toEqual(
    expect.arrayContaining(['README.md', 'docs/app.md', 'docs/testing.md', 'src/client/README.md']),
  );
});

/** All snippets, which are compiled as one program. */
const names = new Map(
  withSnippets.flatMap(({ page, snippets }, index) =>
    snippets.map(({ text, line }) => {
      const head = text.startsWith('import ') ? '' : AMID;
      const name = pathOf(`test/hello/snippet-${index}-${line}.ts`);
      return [name, { page, text: `${head}${'\n'.repeat(line - 1)}${text}export {};\n` }] as const;
    }),
  ),
);

function compile(): { page: string; problem: string }[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    pathOf('test/tsconfig.json'),
    { incremental: false, tsBuildInfoFile: undefined, noUnusedLocals: false },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => expect(problem).toBeUndefined() },
  );
  const host = ts.createCompilerHost(config?.options ?? {});
  const { fileExists, readFile } = host;
  host.fileExists = (name) => names.has(name) || fileExists(name);
  host.readFile = (name) => names.get(name)?.text ?? readFile(name);
  host.directoryExists = (name) => name === pathOf('test/hello') || ts.sys.directoryExists(name);
  const program = ts.createProgram([...names.keys()], config?.options ?? {}, host);
  return [...names].flatMap(([name, { page }]) => {
    const source = program.getSourceFile(name);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ start = 0, messageText }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return { page, problem: `${page}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}` };
    });
  });
}

let problems: { page: string; problem: string }[];
beforeAll(() => {
  problems = compile();
});

test.each(withSnippets.map(({ page }) => page))('every snippet of %s compiles', (page) => {
  expect(problems.filter((one) => one.page === page).map(({ problem }) => problem)).toEqual([]);
});
