import ts from 'typescript';
import type { Amendment, Amendments } from './amend.js';
import { DROPPED_BASES, DROPPED_FIELDS } from './contract.js';
import { type DeclarationNames, fileOf, isBuiltIn } from './declaration-names.js';

const { factory } = ts;

export interface DeclarationPrinter {
  /** Prints an exported declaration under a new name, without its comments. */
  declaration(symbol: ts.Symbol, name: string): string;
  /** Prints a type with the new names. */
  type(node: ts.TypeNode): string;
  /** Prints an object type with these members. Returns an empty list if there are none. */
  members(nodes: ts.TypeElement[]): string[];
}

/**
 * Creates a printer for declarations. It prints them as they are written, with the amendments and these differences:
 * secrets are left out, `any` becomes `unknown`, bytes become a Uint8Array, and an enum becomes the union of its values.
 */
export function createDeclarationPrinter(
  checker: ts.TypeChecker,
  names: DeclarationNames,
  amendments: Amendments,
): DeclarationPrinter {
  const printer = ts.createPrinter({ removeComments: true });

  function symbolOf(node: ts.Node): ts.Symbol {
    const symbol = checker.getSymbolAtLocation(node);
    if (!symbol)
      throw new Error(`${node.getText()} in ${node.getSourceFile().fileName} refers to an unknown symbol.`);
    return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  }

  function isDropped(node: ts.Node): boolean {
    const isReference = ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node);
    return (
      isReference &&
      DROPPED_BASES.has(ts.isTypeReferenceNode(node) ? node.typeName.getText() : node.expression.getText())
    );
  }

  function visit(node: ts.Node): ts.Node | undefined {
    if (node.kind === ts.SyntaxKind.AnyKeyword)
      return factory.createKeywordTypeNode(ts.SyntaxKind.UnknownKeyword);
    if (ts.isPropertySignature(node)) return property(node);
    if (ts.isTypeReferenceNode(node)) return reference(node);
    if (ts.isExpressionWithTypeArguments(node)) {
      const name = rename(symbolOf(node.expression));
      return factory.createExpressionWithTypeArguments(
        factory.createIdentifier(name),
        visitAll(node.typeArguments),
      );
    }
    if (ts.isIntersectionTypeNode(node)) {
      const parts = node.types.filter((part) => !isDropped(part));
      return parts.length > 0 ? factory.createIntersectionTypeNode(visitTypes(parts)) : nothing();
    }
    if (ts.isUnionTypeNode(node)) return union(visitTypes(node.types));
    if (ts.isIndexSignatureDeclaration(node) && siblings(node) > 1) return undefined;
    if (ts.isTypeLiteralNode(node)) return factory.createTypeLiteralNode(membersOf(node));
    if (ts.isTypeQueryNode(node) || ts.isImportTypeNode(node)) {
      throw new Error(`src/codegen/print-declaration.ts has no rule for ${node.getText()}.`);
    }
    return ts.visitEachChild(node, visit, undefined);
  }

  function property(node: ts.PropertySignature): ts.Node | undefined {
    if (Object.hasOwn(DROPPED_FIELDS, node.name.getText())) return undefined;
    const type = node.type && (isDropped(node.type) ? anything() : (visit(node.type) as ts.TypeNode));
    return factory.createPropertySignature(undefined, node.name, node.questionToken, type);
  }

  /** Returns the members of an object type, with the amended ones last. */
  function membersOf(node: ts.InterfaceDeclaration | ts.TypeLiteralNode): ts.TypeElement[] {
    const amended = new Map(amendments.of(checker.getTypeAtLocation(node)).map((one) => [one.key, one]));
    const isAmended = ({ name }: ts.TypeElement) => name !== undefined && amended.has(textOf(name));
    const own = node.members.filter((member) => !isAmended(member));
    const more: Amendment[] = [...amended.values()];
    return [...own, ...more.map((one) => one.node)].flatMap(
      (member) => (visit(member) as ts.TypeElement | undefined) ?? [],
    );
  }

  function reference(node: ts.TypeReferenceNode): ts.Node {
    if (isDropped(node)) return nothing();
    const symbol = symbolOf(node.typeName);
    if (symbol.name === 'Stream' && fileOf(symbol).includes('@types/node')) {
      return factory.createKeywordTypeNode(ts.SyntaxKind.NeverKeyword);
    }
    return factory.createTypeReferenceNode(rename(symbol), visitAll(node.typeArguments));
  }

  function rename(symbol: ts.Symbol): string {
    if (symbol.name === 'Buffer') return 'Uint8Array';
    return symbol.flags & ts.SymbolFlags.TypeParameter || isBuiltIn(symbol)
      ? symbol.name
      : names.nameOf(symbol);
  }

  function visitAll(nodes: ts.NodeArray<ts.TypeNode> | undefined): ts.TypeNode[] | undefined {
    return nodes && visitTypes(nodes);
  }

  function visitTypes(nodes: readonly ts.TypeNode[]): ts.TypeNode[] {
    return nodes.map((node) => visit(node) as ts.TypeNode);
  }

  function print(node: ts.Node, source: ts.Node): string {
    return printer.printNode(ts.EmitHint.Unspecified, node, source.getSourceFile());
  }

  function declaration(symbol: ts.Symbol, name: string): string {
    const node = symbol.declarations?.[0];
    const exported = [factory.createModifier(ts.SyntaxKind.ExportKeyword)];
    if (node && ts.isInterfaceDeclaration(node)) {
      const bases =
        node.heritageClauses?.flatMap(({ types }) => types.filter((base) => !isDropped(base))) ?? [];
      const heritage = bases.map((base) => visit(base) as ts.ExpressionWithTypeArguments);
      const clauses =
        heritage.length > 0 ? [factory.createHeritageClause(ts.SyntaxKind.ExtendsKeyword, heritage)] : [];
      const members = membersOf(node);
      const parameters = node.typeParameters?.map(
        (parameter) => visit(parameter) as ts.TypeParameterDeclaration,
      );
      return print(factory.createInterfaceDeclaration(exported, name, parameters, clauses, members), node);
    }
    if (node && ts.isTypeAliasDeclaration(node)) {
      const parameters = node.typeParameters?.map(
        (parameter) => visit(parameter) as ts.TypeParameterDeclaration,
      );
      const more = amendments.memberOf(symbol.name);
      const types = [node.type, ...(more ? [more] : [])].map((one) => visit(one) as ts.TypeNode);
      const [only] = types;
      const type = more || !only ? factory.createUnionTypeNode(types) : only;
      return print(factory.createTypeAliasDeclaration(exported, name, parameters, type), node);
    }
    if (node && ts.isEnumDeclaration(node)) {
      const values = node.members.map(({ initializer }) => initializer?.getText() ?? 'never');
      return `export type ${name} = ${values.join(' | ')};`;
    }
    throw new Error(`src/codegen/print-declaration.ts has no rule for the declaration of ${symbol.name}.`);
  }

  function members(nodes: ts.TypeElement[]): string[] {
    const [first] = nodes;
    if (!first) return [];
    const visited = nodes.flatMap((node) => (visit(node) as ts.TypeElement | undefined) ?? []);
    return [print(factory.createTypeLiteralNode(visited), first)];
  }

  return { declaration, members, type: (node) => print(visit(node) as ts.TypeNode, node) };
}

function union(parts: ts.TypeNode[]): ts.TypeNode {
  const left = parts.filter((part) => part.kind !== ts.SyntaxKind.NeverKeyword);
  const [only] = left;
  return left.length === 1 && only ? only : factory.createUnionTypeNode(left);
}

/** Returns a key without its quotes. */
function textOf(name: ts.PropertyName): string {
  return ts.isStringLiteral(name) ? name.text : name.getText();
}

/** Counts the members of the type that has this index signature. Named members make the signature useless. */
function siblings({ parent }: ts.IndexSignatureDeclaration): number {
  return ts.isTypeLiteralNode(parent) || ts.isInterfaceDeclaration(parent) ? parent.members.length : 0;
}

/** A type without members, for a dropped type. */
function nothing(): ts.TypeNode {
  return recordOf(ts.SyntaxKind.NeverKeyword);
}

/** A type with any members, for a field whose type is dropped. */
function anything(): ts.TypeNode {
  return recordOf(ts.SyntaxKind.UnknownKeyword);
}

function recordOf(kind: ts.KeywordTypeSyntaxKind): ts.TypeNode {
  return factory.createTypeReferenceNode('Record', [
    factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
    factory.createKeywordTypeNode(kind),
  ]);
}
