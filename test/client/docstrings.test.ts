import { join } from 'node:path';
import ts from 'typescript';
import { compileTexts } from '../support/compile.js';
import { REPOSITORY } from '../support/repository.js';
import { AMID } from '../support/snippets.js';

const INDEX = join(REPOSITORY, 'src/client/index.ts');

interface Docstring {
  name: string;
  text: string;
  examples: string[];
}

/** The docstrings of the client's own exports. Slack's types are generated, and have links to Slack's pages. */
function readDocstrings(): Docstring[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(REPOSITORY, 'src/client/tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => expect(problem).toBeUndefined() },
  );
  const program = ts.createProgram([INDEX], config?.options ?? {});
  const checker = program.getTypeChecker();
  const index = program.getSourceFile(INDEX);
  const module = index && checker.getSymbolAtLocation(index);
  return (
    (module ? checker.getExportsOfModule(module) : [])
      // What comes through `export type *` is not an alias.
      .map((exported) =>
        exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported,
      )
      .filter(({ declarations }) => !declarations?.[0]?.getSourceFile().fileName.includes('/src/gen/'))
      .map((symbol) => ({
        name: symbol.name,
        text: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
        examples: symbol
          .getJsDocTags(checker)
          .filter(({ name }) => name === 'example')
          .map(({ text }) => ts.displayPartsToString(text).replace(/^```ts\n|\n```$/g, '')),
      }))
  );
}

const docstrings = readDocstrings();

test('the exports include the class and the types that apps name', () => {
  const names = docstrings.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['Havoc', 'HavocError', 'Installation', 'ViewReply']));
});

test.each(docstrings)('$name has a docstring with an example', ({ text, examples }) => {
  expect(text).toMatch(/^[A-Z].*\.$/ms);
  expect(examples.length).toBeGreaterThan(0);
});

test('every example compiles', () => {
  const texts = docstrings.flatMap(({ name, examples }) =>
    examples.map((example, index): [string, string] => [
      join(REPOSITORY, `test/hello/${name}-${index}.ts`),
      `${example.startsWith('import ') ? '' : `${AMID}\n`}${example}\nexport {};\n`,
    ]),
  );
  expect(compileTexts(new Map(texts))).toEqual([]);
});
