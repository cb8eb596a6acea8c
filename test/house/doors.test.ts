import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from '../support/repository.js';

const SOURCES = join(REPOSITORY, 'src');
const doors = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('index.ts') && !path.startsWith('gen'))
  .map((path) => [path, readFileSync(join(SOURCES, path), 'utf8')] as const);

/** The statements of a door that are not re-exports from another file. */
function implementationIn(text: string): string[] {
  const source = ts.createSourceFile('index.ts', text, ts.ScriptTarget.Latest, true);
  return source.statements
    .filter((statement) => !(ts.isExportDeclaration(statement) && statement.moduleSpecifier))
    .map((statement) => statement.getText(source));
}

test('doors are found in rooms and in rooms within rooms', () => {
  expect(doors.length).toBeGreaterThan(20);
  const paths = doors.map(([path]) => path);
  expect(paths).toEqual(expect.arrayContaining(['ingress/index.ts', 'slack/kinds/index.ts']));
});

test.each(doors)('%s contains only re-exports', (_path, text) => {
  expect(implementationIn(text)).toEqual([]);
});

test.each([
  'export const answer = 42;',
  'export function answer() {}',
  'export interface Answer {}',
  "import { answer } from './answer.js';",
  'export { answer };',
])('%s counts as implementation', (planted) => {
  expect(implementationIn(`export * from './other.js';\n${planted}`)).toEqual([planted]);
});
