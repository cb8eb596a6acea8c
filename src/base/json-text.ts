/**
 * Writes a value that JSON.parse returned, so that parsing the text gives the same value again. JSON.stringify does not
 * ensure that: it fails on values nested some thousand levels deep, turns -0 into 0, and turns Infinity into null.
 * JSON.parse reads a number such as 1e400 as Infinity. This function leaves out what JSON.stringify leaves out.
 *
 * @param indent spaces for each level; each member gets its own line. Values below the hundredth level stay on one line.
 * With 0, the whole text is one line.
 * @throws TypeError for a bigint
 */
export function jsonText(json: unknown, indent = 0): string {
  let text = '';
  const open: Open[] = [];
  const newLine = () => `\n${' '.repeat(indent * open.length)}`;
  for (let value = json; ; ) {
    if (typeof value === 'object' && value !== null) {
      const opened = openOf(value);
      opened.isSpread = indent > 0 && open.length < MOST_SPREAD && opened.values.length > 0;
      text += opened.keys ? '{' : '[';
      open.push(opened);
    } else text += scalarText(value);

    let last = open.at(-1);
    while (last !== undefined && last.at === last.values.length) {
      open.pop();
      if (last.isSpread) text += newLine();
      text += last.keys ? '}' : ']';
      last = open.at(-1);
    }
    if (last === undefined) return text;
    if (last.at > 0) text += ',';
    if (last.isSpread) text += newLine();
    if (last.keys) text += JSON.stringify(last.keys[last.at]) + (last.isSpread ? ': ' : ':');
    value = last.values[last.at++];
  }
}

/** A list or object whose members are being written. */
interface Open {
  /** The keys of an object; undefined for a list. */
  keys: string[] | undefined;
  values: unknown[];
  /** The index of the next member. */
  at: number;
  /** True if each member gets its own line. */
  isSpread: boolean;
}

/** The deepest level whose members get their own lines. */
const MOST_SPREAD = 100;

function openOf(value: object): Open {
  if (Array.isArray(value)) return { keys: undefined, values: value, at: 0, isSpread: false };
  const entries = Object.entries(value).filter(([, member]) => isThere(member));
  return {
    keys: entries.map(([key]) => key),
    values: entries.map(([, member]) => member),
    at: 0,
    isSpread: false,
  };
}

/** True if JSON.stringify writes the value as a member of an object. */
function isThere(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}

function scalarText(value: unknown): string {
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return '-0';
    if (value === Number.POSITIVE_INFINITY) return '1e999';
    if (value === Number.NEGATIVE_INFINITY) return '-1e999';
  }
  return isThere(value) ? JSON.stringify(value) : 'null';
}
