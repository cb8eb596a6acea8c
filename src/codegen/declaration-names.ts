import ts from 'typescript';
import { pascal } from './declared.js';

/** Collects the declarations to print, and gives each a unique name. */
export interface DeclarationNames {
  /** Returns the name of a declaration, and schedules the declaration for printing. */
  nameOf(symbol: ts.Symbol): string;
  /** Claims the first free name. If none is free, adds a number to the last one. */
  claim(candidates: string[]): string;
  /** Returns the declarations that were scheduled since the last call. Empty once all are printed. */
  take(): { symbol: ts.Symbol; name: string }[];
}

/** The built-in types that the printed text uses. */
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

export function createDeclarationNames(checker: ts.TypeChecker, reserved: string[]): DeclarationNames {
  const names = new Map<ts.Symbol, string>();
  const taken = new Set([...GLOBALS, 'Uint8Array', ...reserved]);
  let waiting: { symbol: ts.Symbol; name: string }[] = [];

  function nameOf(given: ts.Symbol): string {
    const symbol = follow(given);
    const known = names.get(symbol);
    if (known) return known;
    const stem = pascal(/([^/]+?)(\/index)?(\.d)?\.ts$/.exec(fileOf(symbol))?.[1] ?? '');
    const name = claim([symbol.name, `${stem}${symbol.name}`]);
    names.set(symbol, name);
    waiting.push({ symbol, name });
    return name;
  }

  /** Follows an alias to another declaration of the same name. */
  function follow(symbol: ts.Symbol): ts.Symbol {
    const node = symbol.declarations?.[0];
    if (!node || !ts.isTypeAliasDeclaration(node) || !ts.isTypeReferenceNode(node.type)) return symbol;
    const to = checker.getSymbolAtLocation(node.type.typeName);
    const target = to && to.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(to) : to;
    return target && target.name === symbol.name && !node.type.typeArguments ? target : symbol;
  }

  function claim(candidates: string[]): string {
    const last = candidates.at(-1) ?? '';
    let name = candidates.find((candidate) => !taken.has(candidate)) ?? last;
    for (let count = 2; taken.has(name); count++) name = `${last}${count}`;
    taken.add(name);
    return name;
  }

  return {
    nameOf,
    claim,
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

/** True if TypeScript's own lib.*.d.ts declares the symbol. */
export function isBuiltIn(symbol: ts.Symbol): boolean {
  return /\/typescript\/lib\/lib\..*\.d\.ts$/.test(fileOf(symbol));
}
