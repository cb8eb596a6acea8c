import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';

/** One value of the chart, for the README. */
export interface ValueRow {
  /** The name for `--set`. */
  name: string;
  fallback: unknown;
  meaning: string;
}

/** The values of values.yaml with their comments, in order. A map whose values have no comments is one value. */
export function readValues(yaml: string): ValueRow[] {
  const { contents, commentBefore } = parseDocument(yaml);
  if (!isMap(contents)) throw new Error('values.yaml must contain a map of values.');
  return rowsOf(contents, '', commentBefore ?? '');
}

function rowsOf(map: YAMLMap, prefix: string, firstComment: string): ValueRow[] {
  return map.items.flatMap((pair, at) => {
    const name = `${prefix}${nameOf(pair)}`;
    const meaning = commentOf(pair) || (at === 0 ? firstComment : '');
    const { value } = pair;
    if (isMap(value) && isDescribed(value)) return rowsOf(value, `${name}.`, value.commentBefore ?? '');
    const fallback = isMap(value) || !isScalar(value) ? toPlain(value) : value.value;
    return [{ name, fallback, meaning: meaning.replaceAll(/\s*\n\s*/g, ' ').trim() }];
  });
}

function isDescribed(map: YAMLMap): boolean {
  if (map.commentBefore) return true;
  return map.items.some((pair) => commentOf(pair) !== '' || (isMap(pair.value) && isDescribed(pair.value)));
}

function nameOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}

function commentOf({ key }: Pair): string {
  return (isScalar(key) && key.commentBefore) || '';
}

function toPlain(value: unknown): unknown {
  const isNode = typeof value === 'object' && value !== null && 'toJSON' in value;
  return isNode && typeof value.toJSON === 'function' ? value.toJSON() : value;
}

/** The table of the chart's README. */
export function valuesTable(rows: readonly ValueRow[]): string {
  const lines = rows.map(({ name, fallback, meaning }) => {
    const shown = fallback === '' ? '' : `\`${JSON.stringify(fallback).replaceAll('|', '\\|')}\``;
    return `| \`${name}\` | ${shown} | ${meaning.replaceAll('|', '\\|')} |`;
  });
  return ['| value | default | meaning |', '|---|---|---|', ...lines].join('\n');
}
