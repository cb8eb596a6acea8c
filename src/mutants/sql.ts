import ts from 'typescript';
import type { Mutant, Mutator } from './mutant.js';

const SQL = /\b(select|insert into|update|delete from)\b/i;
/** A line that narrows, sorts or locks what a statement finds. */
const NARROWING = /^[ \t]*(and|or|where|order by|limit|for update|for no key update|on conflict)\b[^`\n]*/gim;
const COMPARISON = /(?<= )(<=|>=|<|>)(?= )/g;
const OTHER: Record<string, string> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };

/** Leaves lines of SQL out, and moves the boundaries of its comparisons. */
export const changeSql: Mutator = (node, source) => {
  if (!ts.isNoSubstitutionTemplateLiteral(node) && !ts.isTemplateExpression(node)) return [];
  const text = node.getText(source);
  if (!SQL.test(text)) return [];
  const at = node.getStart(source);
  const change = ({ index, 0: found }: RegExpExecArray, to: string): Mutant => ({
    kind: 'sql',
    start: at + index,
    end: at + index + found.length,
    text: to,
  });
  const isWhole = ({ 0: line }: RegExpExecArray) => !/\$\{[^}]*$|^[^{]*\}/.test(line);
  return [
    ...[...text.matchAll(NARROWING)].filter(isWhole).map((line) => change(line, '')),
    ...[...text.matchAll(COMPARISON)].map((found) => change(found, OTHER[found[0]] ?? '')),
  ];
};
