import ts from 'typescript';
import type { Amendment, Amendments } from './amend.js';
import { REFUSED_METHODS } from './contract.js';
import { pascal } from './declared.js';
import type { Reader } from './read.js';
import { freeRpc } from './service-clashes.js';
import { merge, type Sum } from './sum.js';

/** One Web API method, before its messages have names. */
export interface MethodRoot {
  /** Slack's name, such as `chat.scheduledMessages.list`. */
  method: string;
  /** The first part of Slack's name, such as `chat`. */
  family: string;
  /** The service, such as `ChatScheduledMessages`. */
  service: string;
  /** The rpc, such as `List`. */
  rpc: string;
  /** The stem of its messages' names: `ChatScheduledMessagesList`, or `PostMessage` for a method of the family itself. */
  stem: string;
  request: Sum;
  response: Sum;
  /** True if its answer is a secret, so that the sidecar refuses the call. */
  isRefused: boolean;
  /** True if it takes a cursor, so that its answer has pages. */
  isPaged: boolean;
  /** True if the whole arguments object is optional. */
  isOptional: boolean;
  /** The arguments that its declaration lacks. */
  more: Amendment[];
  /** The declarations of the arguments and the response. */
  nodes: { request: ts.TypeNode; response: ts.TypeNode };
}

const NOTHING: Sum = { objects: [] };

/** Reads the methods from the tree of declarations, in the order of declaration. */
export function readMethods(
  checker: ts.TypeChecker,
  reader: Reader,
  { tree, families, amendments }: { tree: ts.Type; families: string[]; amendments: Amendments },
): MethodRoot[] {
  const roots: MethodRoot[] = [];

  function walk(type: ts.Type, path: string[]): void {
    for (const property of checker.getPropertiesOfType(type)) {
      const inner = checker.getTypeOfSymbol(property);
      const [call] = inner.getCallSignatures();
      if (call) take(property, call, [...path, property.name]);
      else walk(inner, [...path, property.name]);
    }
  }

  function take(property: ts.Symbol, call: ts.Signature, path: string[]): void {
    const method = path.join('.');
    const [argument] = call.getParameters();
    if (!argument)
      throw new Error(`${method} has no arguments object, and src/codegen/roots.ts has no rule for that.`);
    const [response] = checker.getTypeArguments(call.getReturnType() as ts.TypeReference);
    if (!response) throw new Error(`${method} does not return a promise.`);
    const request = checker.getTypeOfSymbol(argument);
    const declared = property.valueDeclaration;
    const node = declared && ts.isPropertySignature(declared) ? declared.type : undefined;
    const [requestNode, responseNode] =
      node && ts.isTypeReferenceNode(node) ? (node.typeArguments ?? []) : [];
    if (!requestNode || !responseNode) throw new Error(`${method} is not declared with two type arguments.`);
    const [family = ''] = path;
    const service = path.slice(0, -1).map(pascal).join('');
    const stem = path
      .slice(path.length > 2 ? 0 : 1)
      .map(pascal)
      .join('');
    const isRefused = REFUSED_METHODS.has(method);
    const more = amendments.argumentsOf(method, request);
    const moreProperties = more.map(({ property: one }) => one);
    const requestPlace = { id: `${method}/request`, name: `${stem}Request` };
    const morePlace = { id: `${method}/more`, name: requestPlace.name };
    const requestSum = isRefused
      ? NOTHING
      : merge(reader.sumOf(request, requestPlace), reader.sumOfFields(moreProperties, morePlace));
    roots.push({
      method,
      family,
      service,
      rpc: freeRpc(service, pascal(path.at(-1) ?? '')),
      stem,
      isRefused,
      isPaged: requestSum.objects.some(({ fields }) => fields.has('cursor')),
      request: requestSum,
      response: isRefused
        ? NOTHING
        : reader.sumOf(response, { id: `${method}/response`, name: `${stem}Response` }),
      isOptional: isOptional(argument),
      more,
      nodes: { request: requestNode, response: responseNode },
    });
  }

  const all = new Map(checker.getPropertiesOfType(tree).map((property) => [property.name, property]));
  for (const family of families) {
    const property = all.get(family);
    if (!property)
      throw new Error(
        `@slack/web-api does not declare the family ${family}. Change FAMILIES in src/codegen/contract.ts.`,
      );
    walk(checker.getTypeOfSymbol(property), [family]);
  }
  return roots;
}

function isOptional({ valueDeclaration }: ts.Symbol): boolean {
  return (
    valueDeclaration !== undefined && ts.isParameter(valueDeclaration) && !!valueDeclaration.questionToken
  );
}

/** One property of a table in sources.ts. */
export interface TableRow {
  key: string;
  /** The name of its type. */
  typeName: string;
  sum: Sum;
}

/** Reads an interface of sources.ts as a table. */
export function readTable(checker: ts.TypeChecker, reader: Reader, table: ts.Symbol): TableRow[] {
  return checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(table)).map((property) => {
    const node = property.valueDeclaration;
    const typeNode = node && ts.isPropertySignature(node) ? node.type : undefined;
    const typeName =
      typeNode && ts.isTypeReferenceNode(typeNode) ? typeNode.typeName.getText() : property.name;
    const sum = reader.sumOf(checker.getTypeOfSymbol(property), {
      id: `sources#${typeName}`,
      name: typeName,
    });
    return { key: property.name, typeName, sum };
  });
}
