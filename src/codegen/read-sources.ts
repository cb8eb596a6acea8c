import ts from 'typescript';
import { type Amendments, readAmendments } from './amend.js';
import { createReader, type Reader } from './read.js';
import { type MethodRoot, readMethods, readTable, type TableRow } from './roots.js';
import type { Sum } from './sum.js';

/** What a file of sources declares; src/codegen/sources.ts says which exports it has. */
export interface Sources {
  checker: ts.TypeChecker;
  reader: Reader;
  amendments: Amendments;
  methods: MethodRoot[];
  /** Every event together. */
  event: Sum;
  /** What declares the events, by their `type`. */
  events: Map<string, ts.Symbol[]>;
  payloads: TableRow[];
  /** Unions that are one message. */
  groups: TableRow[];
  /** What the file exports under a name. */
  symbol(name: string): ts.Symbol;
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  skipLibCheck: true,
  types: ['node'],
};

/** What is installed stays as it is while a process runs, and is parsed once. */
const installed = new Map<string, ts.SourceFile | undefined>();

function createHost(): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS);
  return {
    ...host,
    getSourceFile: (file, ...rest) => {
      if (!file.includes('/node_modules/')) return host.getSourceFile(file, ...rest);
      if (!installed.has(file)) installed.set(file, host.getSourceFile(file, ...rest));
      return installed.get(file);
    },
  };
}

/** @throws where a declaration is of a kind that the contract has no rule for */
export function readSources(path: string, families: string[]): Sources {
  const program = ts.createProgram([path], OPTIONS, createHost());
  const checker = program.getTypeChecker();
  const find = exportsOf(program, path);
  const symbol = (name: string) => {
    const found = find(name);
    if (!found) throw new Error(`${path} exports no ${name}.`);
    return found;
  };
  const typeOf = (name: string) => checker.getDeclaredTypeOfSymbol(symbol(name));
  const amendments = readAmendments(checker, find);
  const reader = createReader(checker, amendments);
  return {
    checker,
    reader,
    amendments,
    methods: readMethods(checker, reader, { tree: typeOf('Methods'), families, amendments }),
    event: reader.sumOf(typeOf('Event'), { id: 'sources#Event', name: 'Event' }),
    events: eventsByType(checker, typeOf('Event')),
    payloads: readTable(checker, reader, symbol('Payloads')),
    groups: readTable(checker, reader, symbol('OneMessage')),
    symbol,
  };
}

function exportsOf(program: ts.Program, path: string): (name: string) => ts.Symbol | undefined {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(path);
  const module = file && checker.getSymbolAtLocation(file);
  if (!module) throw new Error(`${path} is not there, or exports nothing.`);
  const exported = new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, symbol]));
  return (name) => {
    const symbol = exported.get(name);
    return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  };
}

function eventsByType(checker: ts.TypeChecker, union: ts.Type): Map<string, ts.Symbol[]> {
  const events = new Map<string, ts.Symbol[]>();
  for (const event of union.isUnion() ? union.types : [union]) {
    const property = event.getProperty('type');
    const type = property && checker.getTypeOfSymbol(property);
    if (!type?.isStringLiteral()) throw new Error(`${event.symbol.name} is an event without a type.`);
    events.set(type.value, [...(events.get(type.value) ?? []), event.symbol]);
  }
  return events;
}
