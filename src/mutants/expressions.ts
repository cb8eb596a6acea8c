import ts from 'typescript';
import { type Kind, type Mutator, replace } from './mutant.js';

/** The operator that replaces another one in a mutant, and the kind of the change. */
const OPERATORS = new Map<ts.SyntaxKind, [Kind, string]>([
  [ts.SyntaxKind.LessThanToken, ['boundary', '<=']],
  [ts.SyntaxKind.LessThanEqualsToken, ['boundary', '<']],
  [ts.SyntaxKind.GreaterThanToken, ['boundary', '>=']],
  [ts.SyntaxKind.GreaterThanEqualsToken, ['boundary', '>']],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, ['logic', '!==']],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, ['logic', '===']],
  [ts.SyntaxKind.AmpersandAmpersandToken, ['logic', '||']],
  [ts.SyntaxKind.BarBarToken, ['logic', '&&']],
  [ts.SyntaxKind.PlusToken, ['number', '-']],
  [ts.SyntaxKind.MinusToken, ['number', '+']],
  [ts.SyntaxKind.AsteriskToken, ['number', '/']],
  [ts.SyntaxKind.SlashToken, ['number', '*']],
  [ts.SyntaxKind.PlusEqualsToken, ['number', '-=']],
  [ts.SyntaxKind.MinusEqualsToken, ['number', '+=']],
]);

export const changeOperator: Mutator = (node, source) => {
  if (!ts.isBinaryExpression(node)) return [];
  // Without its default, the value may be missing.
  if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) {
    return [replace('logic', node, source, node.left.getText(source))];
  }
  const change = OPERATORS.get(node.operatorToken.kind);
  if (!change || [node.left, node.right].some(isText)) return [];
  return [replace(change[0], node.operatorToken, source, change[1])];
};

/** Replaces a condition with a constant. */
export const decide: Mutator = (node, source) => {
  const condition = conditionOf(node);
  if (!condition) return [];
  const isLoop = !ts.isIfStatement(node) && !ts.isConditionalExpression(node);
  return (isLoop ? ['false'] : ['true', 'false']).map((text) =>
    replace('condition', condition, source, text),
  );
};

/** Removes an `await`. */
export const removeAwait: Mutator = (node, source) =>
  ts.isAwaitExpression(node) ? [replace('await', node, source, node.expression.getText(source))] : [];

export const flipBoolean: Mutator = (node, source) => {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [replace('boolean', node, source, 'false')];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [replace('boolean', node, source, 'true')];
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return [replace('boolean', node, source, node.operand.getText(source))];
  }
  return [];
};

/** Methods that return a changed copy of their object. */
const STEPS = new Set([
  'catch',
  'filter',
  'finally',
  'replaceAll',
  'slice',
  'sort',
  'toLowerCase',
  'toReversed',
  'toSorted',
  'trim',
]);

/** Removes a call of one of these methods from a chain. */
export const removeStep: Mutator = (node, source) => {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  if (!STEPS.has(node.expression.name.text)) return [];
  return [replace('chain', node, source, node.expression.expression.getText(source))];
};

function conditionOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) return node.expression;
  if (ts.isConditionalExpression(node) || ts.isForStatement(node)) return node.condition;
  return undefined;
}

function isText(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}
