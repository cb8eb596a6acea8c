import ts from 'typescript';
import { identify } from './declared.js';
import { groupBy } from './group-by.js';

/** A field that Slack's declarations lack, or declare differently from what Slack sends. */
export interface Amendment {
  /** The declared type, such as `types/events/pin#PinAddedEvent`, or the method that has the argument. */
  id: string;
  key: string;
  /** The declaration of the field in amendments.ts. */
  property: ts.Symbol;
  node: ts.PropertySignature;
  /** The page that documents the field, or else the whole entry. */
  source: string | undefined;
}

export interface Amendments {
  all: Amendment[];
  /** Returns the amendments of a declared type, including those of the types that it extends. */
  of(type: ts.Type): Amendment[];
  /** Returns the arguments that a method has beyond its declared type. */
  argumentsOf(method: string, type: ts.Type): Amendment[];
  /** Returns the members that a union has beyond its declaration, by the name of its alias. */
  memberOf(alias: string): ts.TypeNode | undefined;
  /** Returns, as text, the amendments that the declarations now contain, and those of types that were not found. */
  stale(): string[];
}

/** Reads the tables of amendments.ts. `find` looks up an export of the sources. */
export function readAmendments(
  checker: ts.TypeChecker,
  find: (name: string) => ts.Symbol | undefined,
): Amendments {
  const read = (name: string) => entriesOf(checker, find(name));
  const byId = groupBy(read('Amendments'), ({ id }) => id);
  const byMethod = groupBy(read('MoreArguments'), ({ id }) => id);
  const all = [...byId.values(), ...byMethod.values()].flat();
  const members = find('MoreMembers');
  /** The declared types that were found, by the id of their entry. */
  const met = new Map<string, ts.Type>();

  function take(entries: Amendment[] | undefined, type: ts.Type): Amendment[] {
    const [first] = entries ?? [];
    if (first) met.set(first.id, type);
    return entries ?? [];
  }

  function of(type: ts.Type): Amendment[] {
    const { id, madeUp } = identify(type, { id: '', name: '' });
    const bases = type.isClassOrInterface() ? checker.getBaseTypes(type).flatMap(of) : [];
    return [...bases, ...(madeUp ? [] : take(byId.get(id), type))];
  }

  function memberOf(alias: string): ts.TypeNode | undefined {
    const node = members && checker.getDeclaredTypeOfSymbol(members).getProperty(alias)?.valueDeclaration;
    return node && ts.isPropertySignature(node) ? node.type : undefined;
  }

  return {
    all,
    of,
    argumentsOf: (method, type) => take(byMethod.get(method), type),
    memberOf,
    stale: () =>
      all.flatMap((amendment) => {
        const type = met.get(amendment.id);
        if (!type) return [`${amendment.id} is not declared in any package.`];
        return isCaughtUp(checker, amendment, type)
          ? [`${amendment.id}.${amendment.key} is declared in the same way by the packages.`]
          : [];
      }),
  };
}

function entriesOf(checker: ts.TypeChecker, table: ts.Symbol | undefined): Amendment[] {
  if (!table) return [];
  return checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(table)).flatMap((entry) => {
    const source = sourceOf(checker, entry);
    return checker.getPropertiesOfType(checker.getTypeOfSymbol(entry)).map((property): Amendment => {
      const node = property.valueDeclaration;
      if (!node || !ts.isPropertySignature(node))
        throw new Error(`The entry ${entry.name} must have only properties.`);
      const key = ts.unescapeLeadingUnderscores(property.escapedName);
      return { id: entry.name, key, property, node, source: sourceOf(checker, property) ?? source };
    });
  });
}

/** Finds the page in the comment of an entry or field, or in that of the interface to which an entry refers. */
function sourceOf(checker: ts.TypeChecker, symbol: ts.Symbol): string | undefined {
  const text = [symbol, checker.getTypeOfSymbol(symbol).symbol]
    .map((one) => ts.displayPartsToString(one?.getDocumentationComment(checker)))
    .join('\n');
  return /https:\/\/docs[.]slack[.]dev\/[\w./-]+/.exec(text)?.[0];
}

function isCaughtUp(checker: ts.TypeChecker, { key, property }: Amendment, type: ts.Type): boolean {
  const declared = checker.getPropertyOfType(type, key);
  if (!declared) return false;
  if ((declared.flags & ts.SymbolFlags.Optional) !== (property.flags & ts.SymbolFlags.Optional)) return false;
  const [theirs, ours] = [checker.getTypeOfSymbol(declared), checker.getTypeOfSymbol(property)];
  if ((theirs.flags | ours.flags) & ts.TypeFlags.Any) return theirs.flags === ours.flags;
  return checker.isTypeAssignableTo(theirs, ours) && checker.isTypeAssignableTo(ours, theirs);
}
