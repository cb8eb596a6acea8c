import ts from 'typescript';
import type { Amendment, Amendments } from './amend.js';
import { REFUSED_METHODS } from './contract.js';
import { pascal } from './declared.js';
import type { Reader } from './read.js';
import { freeRpc } from './service-clashes.js';
import { merge, type Sum } from './sum.js';

/** One Web API method, before its messages have names. */
export interface MethodRoot {
  /** As in `chat.scheduledMessages.list`. */
  method: string;
  family: string;
  /** As in `ChatScheduledMessages`. */
  service: string;
  /** As in `List`. */
  rpc: string;
  /** As in `ChatScheduledMessagesList`, or `PostMessage` directly under the family. */
  stem: string;
  request: Sum;
  response: Sum;
  /** Its answer is a secret. */
  isRefused: boolean;
  /** Its answer has pages, and a cursor tells them apart. */
  isPaged: boolean;
  /** Whether the arguments may be left out altogether. */
  isOptional: boolean;
  /** Arguments that its declaration lacks. */
  more: Amendment[];
  /** Where the arguments and the response are declared. */
  nodes: { request: ts.TypeNode; response: ts.TypeNode };
}

const NOTHING: Sum = { objects: [] };

/** Walks the tree of methods down to its leaves, in the order in which they are declared. */
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
      throw new Error(`${method} takes no arguments object: src/codegen/roots.ts has no rule for it.`);
    const [response] = checker.getTypeArguments(call.getReturnType() as ts.TypeReference);
    if (!response) throw new Error(`${method} does not return a promise.`);
    const request = checker.getTypeOfSymbol(argument);
    const declared = property.valueDeclaration;
    const node = declared && ts.isPropertySignature(declared) ? declared.type : undefined;
    const [requestNode, responseNode] =
      node && ts.isTypeReferenceNode(node) ? (node.typeArguments ?? []) : [];
    if (!requestNode || !responseNode) throw new Error(`${method} is not declared with its two types.`);
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
        `@slack/web-api declares no family ${family}; see FAMILIES in src/codegen/contract.ts.`,
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
  /** What its type is called there. */
  typeName: string;
  sum: Sum;
}

/** An interface of sources.ts, read as a table. */
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
