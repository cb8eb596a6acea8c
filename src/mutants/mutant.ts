import ts from 'typescript';
import type { Edit } from './edits.js';

/** What a mutant changes: each name stands for one question to the tests. */
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
  /** From 1. */
  line: number;
  /** The innermost block that it is in; a test that never enters it cannot see the mutant. */
  probe: number;
}

/** Makes the mutants of one node of the syntax tree, not of what is inside of it. */
export type Mutator = (node: ts.Node, source: ts.SourceFile) => Mutant[];

/** Puts a text in place of a node. */
export function replace(kind: Kind, node: ts.Node, source: ts.SourceFile, text: string): Mutant {
  return { kind, start: node.getStart(source), end: node.getEnd(), text };
}

/** Whether a statement writes to the log, which no test is asked to read. */
export function isLogCall(node: ts.Node): boolean {
  if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return false;
  const { expression } = node.expression;
  return ts.isPropertyAccessExpression(expression) && /(^|\.)log$/.test(expression.expression.getText());
}
