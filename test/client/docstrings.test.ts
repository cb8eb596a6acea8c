import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { families } from '../../src/gen/havoc/slack/families.js';
import { compileTexts } from '../support/compile.js';
import { REPOSITORY } from '../support/repository.js';
import { AMID } from '../support/snippets.js';

const INDEX = join(REPOSITORY, 'src/client/index.ts');

interface Docstring {
  name: string;
  text: string;
  examples: string[];
  /** True for Slack's types, which are generated. */
  isGenerated: boolean;
}

/** The docstrings of all exports of the client. */
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
      // Symbols from `export type *` are not aliases.
      .map((exported) =>
        exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported,
      )
      .map((symbol) => ({
        name: symbol.name,
        text: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
        examples: symbol
          .getJsDocTags(checker)
          .filter(({ name }) => name === 'example')
          .map(({ text }) => ts.displayPartsToString(text).replace(/^```ts\n|\n```$/g, '')),
        isGenerated: symbol.declarations?.[0]?.getSourceFile().fileName.includes('/src/gen/') ?? false,
      }))
  );
}

const all = readDocstrings();
const docstrings = all.filter(({ isGenerated }) => !isGenerated);

test('the exports include the class and the types that apps name', () => {
  const names = docstrings.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['Havoc', 'HavocError', 'Installation', 'ViewReply']));
});

test.each(docstrings)('$name has a docstring with an example', ({ text, examples }) => {
  expect(text).toMatch(/^[A-Z].*\.$/ms);
  expect(examples.length).toBeGreaterThan(0);
});

test('every type of Slack has a docstring', () => {
  const generated = all.filter(({ isGenerated }) => isGenerated);
  expect(generated.length).toBeGreaterThan(1_000);
  expect(generated.filter(({ text }) => text === '').map(({ name }) => name)).toEqual([]);
});

/** The examples in the generated docstrings of Slack's methods. */
function readMethodExamples(): string[] {
  return Object.keys(families).flatMap((family) => {
    const path = `src/gen/havoc/slack/${family.replace(/[A-Z]/g, (one) => `_${one.toLowerCase()}`)}/v1/declarations.ts`;
    const text = readFileSync(join(REPOSITORY, path), 'utf8');
    return [...text.matchAll(/^ +\* (await havoc\.slack\..*;)$/gm)].map(([, example = '']) => example);
  });
}

test("every method's example compiles", () => {
  const examples = readMethodExamples();
  expect(examples.length).toBeGreaterThan(250);
  const head = `import { readFile } from 'node:fs/promises'; ${AMID}\n`;
  const file = join(REPOSITORY, 'test/hello/methods.ts');
  expect(compileTexts(new Map([[file, `${head}${examples.join('\n')}\n`]]))).toEqual([]);
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
