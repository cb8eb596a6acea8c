import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { groupBy } from '../../src/codegen/group-by.js';
import { REPOSITORY } from '../support/repository.js';

/** An error code, with the messages of its errors. `…` stands for text that is known only when the error happens. */
export interface FoundError {
  code: string;
  kind: string;
  message: string;
}

/** Programs for developers, and generated code. */
const LEFT_OUT = /^(gen|bench|chaos|mutants|codegen|local-slack-page|client\/dist)\//;
/** Where refusals reach tests only. All others have codes of Slack's. */
const REFUSALS = /^local-slack\/driver\//;
const CODE = /^[a-z_]+\.[a-z_]+$/;

/** The values of a function's parameters at one call, by name. */
type Values = ReadonlyMap<string, ts.Expression>;

/**
 * Finds every error code in `src`: in each object that has a `code` and a `message`, and in the refusals of the local
 * Slack's driver. Sorts them by code.
 */
export function findErrors(): FoundError[] {
  const found = readdirSync(join(REPOSITORY, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.d)\.ts$/.test(name) && !LEFT_OUT.test(name))
    .sort()
    .flatMap(errorsIn);
  const byCode = groupBy(found, ({ code }) => code);
  const all = (some: string[]) => [...new Set(some)];
  return [...byCode]
    .map(([code, same]) => ({
      code,
      kind: all(same.map(({ kind }) => kind)).join(', '),
      message: all(same.map(({ message }) => message)).join('\n'),
    }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

function errorsIn(name: string): FoundError[] {
  const path = join(REPOSITORY, 'src', name);
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const calls = new Map<string, ts.CallExpression[]>();
  const objects: ts.ObjectLiteralExpression[] = [];
  const refusals: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const called = node.expression.text;
      calls.set(called, [...(calls.get(called) ?? []), node]);
      if (called === 'refusal' && REFUSALS.test(name)) refusals.push(node);
    }
    if (ts.isObjectLiteralExpression(node) && propertyOf(node, 'code') && propertyOf(node, 'message'))
      objects.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [
    ...objects.flatMap((object) => valuesAt(object, calls).flatMap((values) => readError(object, values))),
    ...refusals.flatMap(readRefusal),
  ];
}

/**
 * Returns the values of the constants and parameters of the function around the object, for each call of that function
 * in the file.
 */
function valuesAt(object: ts.Node, calls: ReadonlyMap<string, ts.CallExpression[]>): Values[] {
  const around = ts.findAncestor(object, ts.isFunctionDeclaration);
  if (!around) return [new Map()];
  const constants = constantsIn(around);
  const callers = calls.get(around.name?.text ?? '') ?? [];
  if (callers.length === 0) return [new Map(constants)];
  return callers.map((call) => {
    const given = around.parameters.flatMap(({ name }, index) => {
      const argument = call.arguments[index];
      return argument ? [[name.getText(), argument] as const] : [];
    });
    return new Map([...constants, ...given]);
  });
}

/** Returns the constants that hold prose, such as a remedy. Other constants hold words that vary. */
function constantsIn({ body }: ts.FunctionDeclaration): [string, ts.Expression][] {
  const found: [string, ts.Expression][] = [];
  for (const statement of body?.statements ?? []) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations)
      if (
        initializer &&
        textsOf(initializer, new Map()).every((text) => text.includes(' ') && !text.includes('…'))
      )
        found.push([name.getText(), initializer]);
  }
  return found;
}

function readError(object: ts.ObjectLiteralExpression, values: Values): FoundError[] {
  const [codes = [], messages = [], kinds = [], statuses = []] = ['code', 'message', 'kind', 'status'].map(
    (name) => {
      const value = propertyOf(object, name);
      return value ? textsOf(value, values) : [];
    },
  );
  const kind =
    kinds.length > 0 ? kinds.join(' or ') : statuses.map((status) => `HTTP ${status}`).join(' or ');
  return codes.flatMap((code, index) => {
    if (!CODE.test(code)) return [];
    const told = codes.length === messages.length ? [messages[index] ?? ''] : messages;
    return told.map((message) => ({ code, kind, message }));
  });
}

/** Reads a call of `refusal(error, message)`. */
function readRefusal({ arguments: [error, message] }: ts.CallExpression): FoundError[] {
  if (!error || !message) return [];
  const [codes, messages] = [textsOf(error, new Map()), textsOf(message, new Map())];
  return codes.flatMap((code) =>
    messages.map((text) => ({ code: `local_slack.${code}`, kind: 'failed_precondition', message: text })),
  );
}

function propertyOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of object.properties) {
    if (property.name?.getText() !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return undefined;
}

/** Returns the texts of an expression inside a message. The default of `??` or `||` is rarely what an error shows there. */
function partsOf(expression: ts.Expression, values: Values): string[] {
  return ts.isBinaryExpression(expression) ? ['…'] : textsOf(expression, values);
}

/** Returns the texts that an expression can have. A conditional expression can have several. */
function textsOf(expression: ts.Expression, values: Values): string[] {
  if (ts.isStringLiteralLike(expression) || ts.isNumericLiteral(expression)) return [expression.text];
  if (ts.isConditionalExpression(expression))
    return [expression.whenTrue, expression.whenFalse].flatMap((one) => textsOf(one, values));
  if (ts.isTemplateExpression(expression)) {
    return expression.templateSpans.reduce(
      (texts, { expression: inner, literal }) =>
        texts.flatMap((text) => partsOf(inner, values).map((middle) => text + middle + literal.text)),
      [expression.head.text],
    );
  }
  if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const after = textsOf(expression.right, values);
    return textsOf(expression.left, values).flatMap((text) => after.map((more) => text + more));
  }
  if (
    ts.isBinaryExpression(expression) &&
    [ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken].includes(expression.operatorToken.kind)
  )
    return textsOf(expression.right, values);
  const given = ts.isIdentifier(expression) ? values.get(expression.text) : undefined;
  return given && given !== expression ? textsOf(given, new Map()) : ['…'];
}
