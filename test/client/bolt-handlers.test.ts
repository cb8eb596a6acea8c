import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const SOURCE = resolve('test/client/bolt-handlers.ts');
const OFFICIAL = "import type { App } from '@slack/bolt';";
const OURS = "import { Havoc as App } from '../../src/client/index.js';";

/** What the compiler has against the handlers, with this import for Bolt's. */
function complaintsOf(imported: string): string[] {
  const { config } = ts.readConfigFile('test/tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, files: [SOURCE], include: [] },
    ts.sys,
    'test',
  );
  const host = ts.createCompilerHost(options);
  const text = readFileSync(SOURCE, 'utf8').replace(OFFICIAL, imported);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, target, ...others) =>
    resolve(name) === SOURCE ? ts.createSourceFile(name, text, target) : read(name, target, ...others);
  const program = ts.createProgram({ rootNames: [SOURCE], options: { ...options, noEmit: true }, host });
  const diagnostics = ts.getPreEmitDiagnostics(program, program.getSourceFile(SOURCE));
  return diagnostics.map(({ start = 0, messageText }) => {
    const line = text.slice(0, start).split('\n').length;
    return `${join('test/client', 'bolt-handlers.ts')}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

test.each([
  ['Bolt', OFFICIAL],
  ['our client', OURS],
])('handlers written for Bolt compile with %s, unchanged', (_, imported) => {
  expect(complaintsOf(imported)).toEqual([]);
});

test('a handler that makes no sense does not', () => {
  expect(complaintsOf(`${OURS}\nexport const wrong: number = 'text';\n`)).toEqual([
    expect.stringContaining("Type 'string' is not assignable to type 'number'"),
  ]);
});
