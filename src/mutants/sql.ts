import ts from 'typescript';
import type { Mutant, Mutator } from './mutant.js';

const SQL = /\b(select|insert into|update|delete from)\b/i;
/** Matches a line that filters, sorts or locks the rows of a statement. */
const NARROWING = /^[ \t]*(and|or|where|order by|limit|for update|for no key update|on conflict)\b[^`\n]*/gim;
const COMPARISON = /(?<= )(<=|>=|<|>)(?= )/g;
const OTHER: Record<string, string> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };

/** Removes lines of SQL, and changes the boundaries of comparisons. */
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
