import { HEADER } from './print-shapes.js';

/** A table that uses the declarations, such as `ChatMethods`, and its package. */
export interface DeclarationTable {
  package: string;
  name: string;
  text: string;
}

const SHARED = 'types';

/**
 * Puts each declaration into the package of the only table that uses it, or into the shared package if several do.
 *
 * @returns the text of each file by its path, such as `chat/v1/declarations.ts`
 */
export function splitDeclarations(
  tables: DeclarationTable[],
  printed: ReadonlyMap<string, string>,
): Map<string, string> {
  const used = new Map([...printed].map(([name, text]) => [name, namesIn(text, printed)]));
  const users = new Map<string, Set<string>>();
  const reach = (name: string, from: string): void => {
    const by = users.get(name) ?? new Set();
    users.set(name, by);
    if (by.has(from)) return;
    by.add(from);
    for (const inner of used.get(name) ?? []) reach(inner, from);
  };
  for (const table of tables) for (const name of namesIn(table.text, printed)) reach(name, table.package);

  const packageOf = (name: string): string => {
    const [only = SHARED, ...others] = users.get(name) ?? [];
    return others.length > 0 ? SHARED : only;
  };
  const sorted = [...printed].sort(([left], [right]) => (left < right ? -1 : 1));
  const files = new Map<string, string>();
  for (const pkg of [...new Set(tables.map((table) => table.package)), SHARED]) {
    const own = [
      ...tables.filter((table) => table.package === pkg).map(({ text }) => text),
      ...sorted.filter(([name]) => packageOf(name) === pkg).map(([, text]) => text),
    ];
    const names = new Set(own.flatMap((text) => [...namesIn(text, printed)]));
    const shared = [...names].filter((name) => packageOf(name) !== pkg).sort();
    const imports =
      shared.length > 0
        ? [
            `import type {\n${shared.map((name) => `    ${name},\n`).join('')}} from '../../${SHARED}/v1/declarations.js';`,
          ]
        : [];
    if (own.length > 0)
      files.set(`${pkg}/v1/declarations.ts`, `${[HEADER, ...imports, own.join('\n\n')].join('\n')}\n`);
  }
  return files;
}

/** Comments and strings. Their words are not names of declarations. */
const NO_NAMES = /\/\*.*?\*\/|'[^'\n]*'|"[^"\n]*"/gs;
const TYPE_PARAMETER = /[<,]\s*(\w+) extends /g;

/** Returns the names of the declarations that a text uses. */
export function namesIn(text: string, printed: ReadonlyMap<string, string>): Set<string> {
  const code = text.replace(NO_NAMES, '');
  const parameters = new Set([...code.matchAll(TYPE_PARAMETER)].map(([, name]) => name));
  const words = code.match(/\b[A-Z]\w*\b/g) ?? [];
  return new Set(words.filter((word) => printed.has(word) && !parameters.has(word)));
}
