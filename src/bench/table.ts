import type { Figures } from './figures.js';
import type { Column } from './scenarios/index.js';

/** A contender's figures in one scenario. */
export interface Row {
  name: string;
  figures: Figures;
}

/** The contenders that others are compared with, by the title of the column. */
export type Bases = Record<string, Row | undefined>;

/**
 * Makes a Markdown table with columns of equal width. It has medians, with the spread over the rounds in brackets.
 */
export function toTable(rows: readonly Row[], columns: readonly Column[], bases: Bases): string {
  const shown = columns.filter(({ metric }) => rows.some(({ figures }) => figures[metric]));
  const cells = [
    ['', ...shown.flatMap((column) => [column.title, ...ratioTitles(column, bases)])],
    ...rows.map((row) => [row.name, ...shown.flatMap((column) => cellsOf(row, column, bases))]),
  ];
  const widths =
    cells[0]?.map((_, place) => Math.max(3, ...cells.map((row) => row[place]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]) => {
    const padded = row.map((text, place) =>
      place ? text.padStart(widths[place] ?? 0) : text.padEnd(widths[0] ?? 0),
    );
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, place) => (place ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(cells[0] ?? []), line(rule), ...cells.slice(1).map(line)].join('\n');
}

function ratioTitles({ compared }: Column, bases: Bases): string[] {
  return compared ? Object.keys(bases) : [];
}

function cellsOf(row: Row, column: Column, bases: Bases): string[] {
  const ratios = column.compared
    ? Object.values(bases).map((base) => ratioOf(row, base, column.and ?? column.metric))
    : [];
  return [toText(row.figures, column), ...ratios];
}

function ratioOf(row: Row, base: Row | undefined, metric: string): string {
  const own = row.figures[metric]?.median;
  const other = base?.figures[metric]?.median;
  return own !== undefined && other ? (own / other).toFixed(2) : '';
}

function toText(figures: Figures, { metric, and, digits }: Column): string {
  const number = (value: number) =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const first = figures[metric];
  if (!first) return '';
  const last = (and === undefined ? undefined : figures[and]) ?? first;
  const [least, most] = [number(last.least), number(last.most)];
  const medians = first === last ? [first] : [first, last];
  const spread = least === most ? '' : ` (${least}–${most})`;
  return `${medians.map(({ median }) => number(median)).join(' / ')}${spread}`;
}
