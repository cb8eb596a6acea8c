import ts from 'typescript';
import { type Amendments, readAmendments } from './amend.js';
import { createReader, type Reader } from './read.js';
import { type MethodRoot, readMethods, readTable, type TableRow } from './roots.js';
import type { Sum } from './sum.js';

/** The content of a file of sources. src/codegen/sources.ts shows its exports. */
export interface Sources {
  checker: ts.TypeChecker;
  reader: Reader;
  amendments: Amendments;
  methods: MethodRoot[];
  /** All events as one sum. */
  event: Sum;
  /** The declarations of the events, by `type`. */
  events: Map<string, ts.Symbol[]>;
  payloads: TableRow[];
  /** Unions that become one message. */
  groups: TableRow[];
  /** Returns an export of the file. */
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

/** The parsed files of node_modules. They do not change while the process runs, so each is parsed once. */
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

/** @throws Error if there is no rule for a kind of declaration */
export function readSources(path: string, families: string[]): Sources {
  const program = ts.createProgram([path], OPTIONS, createHost());
  const checker = program.getTypeChecker();
  const find = exportsOf(program, path);
  const symbol = (name: string) => {
    const found = find(name);
    if (!found) throw new Error(`${path} does not export ${name}.`);
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
  if (!module) throw new Error(`${path} does not exist, or has no exports.`);
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
    if (!type?.isStringLiteral())
      throw new Error(`The event ${event.symbol.name} must have exactly one type.`);
    events.set(type.value, [...(events.get(type.value) ?? []), event.symbol]);
  }
  return events;
}
