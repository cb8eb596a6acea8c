import ts from 'typescript';
import { changeOperator, decide, flipBoolean, removeAwait, removeStep } from './expressions.js';
import { type FoundMutant, isLogCall, type Mutator } from './mutant.js';
import { changeSql } from './sql.js';
import { removeStatement, returnNothing, swapStatements } from './statements.js';

/** The position at which a probe records that a block is entered. */
export interface Probe {
  at: number;
}

const MUTATORS: Mutator[] = [
  changeOperator,
  changeSql,
  decide,
  flipBoolean,
  removeAwait,
  removeStatement,
  removeStep,
  returnNothing,
  swapStatements,
];

/** Finds all mutants of a source, and the blocks that a test must enter to run them. */
export function findMutants(path: string, text: string): { mutants: FoundMutant[]; probes: Probe[] } {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const mutants: FoundMutant[] = [];
  const probes: Probe[] = [{ at: text.length }];

  function visit(node: ts.Node, outer: number): void {
    if (isLeftAlone(node)) return;
    let probe = outer;
    if (ts.isBlock(node)) probe = probes.push({ at: node.getStart(source) + 1 }) - 1;
    for (const mutant of MUTATORS.flatMap((mutate) => mutate(node, source))) {
      const line = source.getLineAndCharacterOfPosition(mutant.start).line + 1;
      if (text.slice(mutant.start, mutant.end) !== mutant.text) mutants.push({ ...mutant, line, probe });
    }
    ts.forEachChild(node, (child) => visit(child, probe));
  }

  visit(source, 0);
  return { mutants, probes };
}

/** True for nodes without mutants: types have no effect when a program runs, and tests need not read the log. */
function isLeftAlone(node: ts.Node): boolean {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    isLogCall(node)
  );
}
