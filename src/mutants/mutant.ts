import ts from 'typescript';
import type { Edit } from './edits.js';

/** The kinds of changes. Each one asks the tests a different question. */
export type Kind =
  | 'await'
  | 'boolean'
  | 'boundary'
  | 'chain'
  | 'condition'
  | 'logic'
  | 'number'
  | 'order'
  | 'return'
  | 'sql'
  | 'statement';

/** One small change of a source that the tests should notice. */
export interface Mutant extends Edit {
  kind: Kind;
}

export interface FoundMutant extends Mutant {
  /** The line, starting at 1. */
  line: number;
  /** The innermost block around it. A test that never enters this block cannot notice the mutant. */
  probe: number;
}

/** Makes the mutants of one node of the syntax tree, without those of the nodes inside. */
export type Mutator = (node: ts.Node, source: ts.SourceFile) => Mutant[];

/** Replaces a node with a text. */
export function replace(kind: Kind, node: ts.Node, source: ts.SourceFile, text: string): Mutant {
  return { kind, start: node.getStart(source), end: node.getEnd(), text };
}

/** True if a statement writes to the log, which tests need not read. */
export function isLogCall(node: ts.Node): boolean {
  if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return false;
  const { expression } = node.expression;
  return ts.isPropertyAccessExpression(expression) && /(^|\.)log$/.test(expression.expression.getText());
}
