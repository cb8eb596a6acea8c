import { applyEdits } from '../../src/mutants/edits.js';
import { findMutants } from '../../src/mutants/find-mutants.js';

/** All that the source can become, by the kind of the change. */
function mutate(source: string): string[] {
  return findMutants('case.ts', source).mutants.map(
    (mutant) => `${mutant.kind}: ${applyEdits(source, [mutant])}`,
  );
}

test.each([
  ['a statement is left out', 'go();', 'statement: ;'],
  ['what is thrown', 'throw wrong;', 'statement: ;'],
  ['a condition always holds', 'if (a) b = 1;', 'condition: if (true) b = 1;'],
  ['a condition never holds', 'if (a) b = 1;', 'condition: if (false) b = 1;'],
  ['a loop never runs', 'while (a) b = 1;', 'condition: while (false) b = 1;'],
  ['a boundary moves', 'x = a < b;', 'boundary: x = a <= b;'],
  ['an operator becomes another', 'x = a && b;', 'logic: x = a || b;'],
  ['a default goes', 'x = a ?? b;', 'logic: x = a;'],
  ['a sum becomes a difference', 'x = a + b;', 'number: x = a - b;'],
  ['a boolean is flipped', 'x = true;', 'boolean: x = false;'],
  ['a negation goes', 'x = !a;', 'boolean: x = a;'],
  ['what is begun is not waited for', 'await go();', 'await: go();'],
  ['a step of a chain goes', 'x = go().catch(f);', 'chain: x = go();'],
  ['a function returns nothing', 'function f() { return a; }', 'return: function f() { return undefined; }'],
  ['an arrow returns nothing', 'f = () => a;', 'return: f = () => undefined;'],
  ['neighbours change places', 'await a();\nawait b();', 'order: await b();\nawait a();'],
  [
    'a declaration and what follows it change places',
    'const x = await a();\nb();',
    'order: b();\nconst x = await a();',
  ],
  [
    'a condition of SQL goes',
    'q(`update t set a = 1 where b\n  and c < 2`);',
    'sql: q(`update t set a = 1 where b\n`);',
  ],
  ['a boundary in SQL moves', 'q(`delete from t where c < 2`);', 'sql: q(`delete from t where c <= 2`);'],
])('%s', (_, source, mutant) => {
  expect(mutate(source)).toContain(mutant);
});

test.each([
  ['what a type says', 'type T = true;'],
  ['what is logged', "log.warn({ a: true }, 'b');\noptions.log.info('c');"],
  ['text that is joined', "const x = 'a' + b;"],
  ['a declaration that the next statement needs', 'const x = a;\nconst y = x;'],
])('%s stays as it is', (_, source) => {
  expect(mutate(source)).toEqual([]);
});

test('a mutant knows its line and the innermost block that it is in', () => {
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
