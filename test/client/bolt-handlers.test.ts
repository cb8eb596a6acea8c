import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import ts from 'typescript';

const SOURCES = ['test/client/bolt-handlers.ts', 'test/client/bolt-habits.ts'].map((file) => resolve(file));
/** The handlers' only import from Bolt. Our client exports types of the same names. */
const IMPORT = /^import type \{ App(.*) \} from '@slack\/bolt';$/m;
const OFFICIAL = "import type { App$1 } from '@slack/bolt';";
const OURS = "import type { Havoc as App$1 } from '../../src/client/index.js';";

/** The compiler's errors in the handlers, with this import in place of Bolt's. */
function errorsWith(imported: string): string[] {
  const { config } = ts.readConfigFile('test/tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, files: SOURCES, include: [] },
    ts.sys,
    'test',
  );
  const host = ts.createCompilerHost(options);
  const texts = new Map(SOURCES.map((source) => [source, importing(source, imported)]));
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, target, ...others) => {
    const text = texts.get(resolve(name));
    return text === undefined ? read(name, target, ...others) : ts.createSourceFile(name, text, target);
  };
  const program = ts.createProgram({ rootNames: SOURCES, options: { ...options, noEmit: true }, host });
  return SOURCES.flatMap((source) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(source)).map(({ start = 0, messageText }) => {
      const line = texts.get(source)?.slice(0, start).split('\n').length;
      return `${relative('.', source)}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    }),
  );
}

function importing(source: string, imported: string): string {
  const text = readFileSync(source, 'utf8');
  if (!IMPORT.test(text)) throw new Error(`${source} does not import Bolt as this test expects.`);
  return text.replace(IMPORT, imported);
}

test.each([
  ['Bolt', OFFICIAL],
  ['our client', OURS],
])('handlers written for Bolt compile with %s, unchanged', (_, imported) => {
  expect(errorsWith(imported)).toEqual([]);
});

test('a type error in the handlers is reported', () => {
  const wrong = expect.stringContaining("Type 'string' is not assignable to type 'number'");
  expect(errorsWith(`export const wrong: number = 'text';\n${OURS}`)).toEqual([wrong, wrong]);
});
