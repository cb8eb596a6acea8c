import type ts from 'typescript';
import { pascal } from './declared.js';

/** Collects the declarations that are printed, and gives each a name of its own. */
export interface DeclarationNames {
  /** The name to refer to it by; the declaration is printed in its turn. */
  nameOf(symbol: ts.Symbol): string;
  /** What is still to be printed; empty once everything that was referred to is. */
  take(): { symbol: ts.Symbol; name: string }[];
}

/** What the printed text uses of the language itself. */
const GLOBALS = [
  'Array',
  'Exclude',
  'Extract',
  'NonNullable',
  'Omit',
  'Partial',
  'Pick',
  'Promise',
  'Record',
  'Required',
];

export function createDeclarationNames(reserved: string[]): DeclarationNames {
  const names = new Map<ts.Symbol, string>();
  const taken = new Set([...GLOBALS, 'Uint8Array', ...reserved]);
  let waiting: { symbol: ts.Symbol; name: string }[] = [];

  function nameOf(symbol: ts.Symbol): string {
    const known = names.get(symbol);
    if (known) return known;
    const stem = pascal(/([^/]+?)(\.d)?\.ts$/.exec(fileOf(symbol))?.[1] ?? '');
    const candidates = [
      symbol.name,
      `${stem}${symbol.name}`,
      ...[2, 3, 4, 5].map((count) => `${stem}${symbol.name}${count}`),
    ];
    const name = candidates.find((candidate) => !taken.has(candidate));
    if (!name) throw new Error(`Too many declarations are called ${symbol.name}.`);
    taken.add(name);
    names.set(symbol, name);
    waiting.push({ symbol, name });
    return name;
  }

  return {
    nameOf,
    take() {
      const taking = waiting;
      waiting = [];
      return taking;
    },
  };
}

export function fileOf(symbol: ts.Symbol): string {
  return symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
}

/** Whether the language brings it: lib.d.ts. */
export function isBuiltIn(symbol: ts.Symbol): boolean {
  return /\/typescript\/lib\/lib\..*\.d\.ts$/.test(fileOf(symbol));
}
