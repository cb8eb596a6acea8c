import ts from 'typescript';
import { isLogCall, type Mutant, type Mutator, replace } from './mutant.js';

/** Removes a statement. Declarations stay, because any test would notice a missing name. */
export const removeStatement: Mutator = (node, source) => {
  const isRemovable =
    ts.isExpressionStatement(node) ||
    ts.isThrowStatement(node) ||
    ts.isBreakOrContinueStatement(node) ||
    (ts.isReturnStatement(node) && !node.expression);
  if (!isRemovable || isSuperCall(node)) return [];
  return [replace('statement', node, source, ';')];
};

/** Replaces a returned value with `undefined`. */
export const returnNothing: Mutator = (node, source) => {
  if (ts.isReturnStatement(node) && node.expression && !isTrivial(node.expression)) {
    return [replace('return', node.expression, source, 'undefined')];
  }
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body) && !isTrivial(node.body)) {
    return [replace('return', node.body, source, 'undefined')];
  }
  return [];
};

/** Swaps two neighbouring statements with effects, if the second does not need a name that the first declares. */
export const swapStatements: Mutator = (node, source) => {
  if (!ts.isBlock(node) && !ts.isSourceFile(node) && !ts.isCaseOrDefaultClause(node)) return [];
  const mutants: Mutant[] = [];
  for (const [index, second] of node.statements.entries()) {
    const first = node.statements[index - 1];
    if (!first || !canSwap(first, second)) continue;
    const between = source.text.slice(first.getEnd(), second.getStart(source));
    mutants.push({
      kind: 'order',
      start: first.getStart(source),
      end: second.getEnd(),
      text: second.getText(source) + between + first.getText(source),
    });
  }
  return mutants;
};

function canSwap(first: ts.Statement, second: ts.Statement): boolean {
  if (![first, second].every((statement) => acts(statement) && !isSuperCall(statement))) return false;
  if (![first, second].some(ts.isExpressionStatement)) return false;
  return !declaredBy(first).some((name) => mentions(second, name));
}

/** True if a statement has an effect: an expression or a declaration that contains a call or an assignment. */
function acts(statement: ts.Statement): boolean {
  if (!ts.isExpressionStatement(statement) && !ts.isVariableStatement(statement)) return false;
  if (isLogCall(statement)) return false;
  const looks = (node: ts.Node): boolean =>
    ts.isCallExpression(node) ||
    ts.isAwaitExpression(node) ||
    (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) ||
    (!ts.isFunctionLike(node) && (ts.forEachChild(node, looks) ?? false));
  return looks(statement);
}

function declaredBy(statement: ts.Statement): string[] {
  const names: string[] = [];
  const collect = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) names.push(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) collect(element.name);
  };
  if (ts.isVariableStatement(statement)) {
    for (const { name } of statement.declarationList.declarations) collect(name);
  }
  return names;
}

function mentions(node: ts.Node, name: string): boolean {
  if (ts.isIdentifier(node) && node.text === name) return true;
  return ts.forEachChild(node, (child) => mentions(child, name)) ?? false;
}

function isSuperCall(node: ts.Node): boolean {
  return (
    ts.isExpressionStatement(node) &&
    ts.isCallExpression(node.expression) &&
    node.expression.expression.kind === ts.SyntaxKind.SuperKeyword
  );
}

/** True for a value that other mutants change already, or that is empty. */
function isTrivial(node: ts.Expression): boolean {
  return (
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    ts.isVoidExpression(node) ||
    (ts.isIdentifier(node) && node.text === 'undefined')
  );
}
