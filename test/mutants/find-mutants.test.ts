import { applyEdits } from '../../src/mutants/edits.js';
import { findMutants } from '../../src/mutants/find-mutants.js';

/** Returns all mutants of the source, each with the kind of its change in front. */
function mutate(source: string): string[] {
  return findMutants('case.ts', source).mutants.map(
    (mutant) => `${mutant.kind}: ${applyEdits(source, [mutant])}`,
  );
}

test.each([
  ['a statement is removed', 'go();', 'statement: ;'],
  ['a throw is removed', 'throw wrong;', 'statement: ;'],
  ['a condition always holds', 'if (a) b = 1;', 'condition: if (true) b = 1;'],
  ['a condition never holds', 'if (a) b = 1;', 'condition: if (false) b = 1;'],
  ['a loop never runs', 'while (a) b = 1;', 'condition: while (false) b = 1;'],
  ['a boundary moves', 'x = a < b;', 'boundary: x = a <= b;'],
  ['an operator becomes another', 'x = a && b;', 'logic: x = a || b;'],
  ['a default is removed', 'x = a ?? b;', 'logic: x = a;'],
  ['a sum becomes a difference', 'x = a + b;', 'number: x = a - b;'],
  ['a boolean is flipped', 'x = true;', 'boolean: x = false;'],
  ['a negation is removed', 'x = !a;', 'boolean: x = a;'],
  ['an await is removed', 'await go();', 'await: go();'],
  ['a step of a chain is removed', 'x = go().catch(f);', 'chain: x = go();'],
  ['a function returns nothing', 'function f() { return a; }', 'return: function f() { return undefined; }'],
  ['an arrow returns nothing', 'f = () => a;', 'return: f = () => undefined;'],
  ['neighbours are swapped', 'await a();\nawait b();', 'order: await b();\nawait a();'],
  [
    'a declaration and the next statement are swapped',
    'const x = await a();\nb();',
    'order: b();\nconst x = await a();',
  ],
  [
    'a condition in SQL is removed',
    'q(`update t set a = 1 where b\n  and c < 2`);',
    'sql: q(`update t set a = 1 where b\n`);',
  ],
  ['a boundary in SQL moves', 'q(`delete from t where c < 2`);', 'sql: q(`delete from t where c <= 2`);'],
])('%s', (_, source, mutant) => {
  expect(mutate(source)).toContain(mutant);
});

test.each([
  ['a type', 'type T = true;'],
  ['a log entry', "log.warn({ a: true }, 'b');\noptions.log.info('c');"],
  ['concatenated text', "const x = 'a' + b;"],
  ['a declaration that the next statement needs', 'const x = a;\nconst y = x;'],
])('%s is not changed', (_, source) => {
  expect(mutate(source)).toEqual([]);
});

test('a mutant has its line and its innermost block', () => {
  const source = 'go();\nfunction f() {\n  stop();\n}\n';
  const { mutants, probes } = findMutants('case.ts', source);
  expect(mutants.map(({ line, probe }) => [line, probe])).toEqual([
    [1, 0],
    [3, 1],
  ]);
  expect(
    applyEdits(
      source,
      probes.map(({ at }, index) => ({ start: at, end: at, text: `<${index}>` })),
    ),
  ).toBe('go();\nfunction f() {<1>\n  stop();\n}\n<0>');
});
