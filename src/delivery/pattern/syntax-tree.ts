/** A regular expression as a tree. What its groups capture is left out: only whether it matches is asked. */
export type Node =
  | { type: 'unit'; accepts: (unit: string) => boolean }
  | { type: 'sequence'; parts: Node[] }
  | { type: 'choice'; options: Node[] }
  | { type: 'repeat'; body: Node; least: number; most: number }
  | { type: 'assertion'; holds: Assertion }
  | { type: 'look'; body: Node; behind: boolean; negative: boolean };

/** Whether an assertion holds between two units; undefined stands for the ends of the text. */
export type Assertion = (before: string | undefined, after: string | undefined) => boolean;

/** A feature of JavaScript's regular expressions that has no place in the tree. */
export class UnsupportedSyntax extends Error {}

const QUANTIFIER = /(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/y;
const GROUP = /\((?:\?(?:<(?![=!])[^>]*>|(<?[=!])|(?:([ims]*)(?:-([ims]*))?:))|(?!\?))/y;
const ESCAPE_UNICODE =
  /\\(?:u\{[^}]*\}|u[dD][89abAB]..\\u[dD][c-fC-F]..|u....|x..|c[A-Za-z]|[pP]\{[^}]*\}|.)/suy;
const ESCAPE_LEGACY = /\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[0-3]?[0-7]{1,2}|(?=c)|.)/sy;

/**
 * Parses what `new RegExp(source, flags)` takes. Each unit of the text is judged by JavaScript's own engine, so that
 * classes, escapes, case and Unicode mean exactly the same.
 *
 * @throws SyntaxError where JavaScript refuses the expression
 * @throws UnsupportedSyntax naming a back reference, or the flag v, whose classes may match several characters
 */
export function parsePattern(source: string, flags: string): Node {
  new RegExp(source, flags);
  if (flags.includes('v')) throw new UnsupportedSyntax('the flag v');
  const isUnicode = flags.includes('u');
  const groups = countGroups(source, flags);
  let at = 0;

  function parseChoice(modes: string): Node {
    const options = [parseSequence(modes)];
    while (source[at] === '|') {
      at++;
      options.push(parseSequence(modes));
    }
    return options.length === 1 ? (options[0] as Node) : { type: 'choice', options };
  }

  function parseSequence(modes: string): Node {
    const parts: Node[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') parts.push(parseQuantified(modes));
    return { type: 'sequence', parts };
  }

  function parseQuantified(modes: string): Node {
    const body = parseTerm(modes);
    const quantifier = take(QUANTIFIER);
    if (!quantifier) return body;
    const [sign = '', least, comma, most] = quantifier;
    if (least === undefined)
      return { type: 'repeat', body, least: sign[0] === '+' ? 1 : 0, most: sign[0] === '?' ? 1 : Infinity };
    const upTo = comma === undefined ? least : most || Infinity;
    return { type: 'repeat', body, least: Number(least), most: Number(upTo) };
  }

  function parseTerm(modes: string): Node {
    const first = source[at];
    if (first === '(') return parseGroup(modes);
    if (first === '^' || first === '$') {
      at++;
      return { type: 'assertion', holds: first === '^' ? atStart(modes) : atEnd(modes) };
    }
    if (first === '[') return unit(classAt(source, at), modes);
    if (first === '\\') return parseEscape(modes);
    return unit(
      isUnicode ? String.fromCodePoint(source.codePointAt(at) as number) : (first as string),
      modes,
    );
  }

  function parseGroup(modes: string): Node {
    const [, look, on = '', off = ''] = take(GROUP) as RegExpExecArray;
    const within = [...new Set(modes + on)].filter((mode) => !off.includes(mode)).join('');
    const body = parseChoice(within);
    at++;
    if (look === undefined) return body;
    return { type: 'look', body, behind: look.startsWith('<'), negative: look.endsWith('!') };
  }

  function parseEscape(modes: string): Node {
    const [, reference] = /^\\([1-9]\d*|k)/.exec(source.slice(at, at + 12)) ?? [];
    if (reference === 'k' && (isUnicode || groups.named))
      throw new UnsupportedSyntax('a back reference by name (\\k)');
    if (reference !== undefined && reference !== 'k' && (isUnicode || Number(reference) <= groups.count))
      throw new UnsupportedSyntax(`a back reference (\\${reference})`);
    const [, boundary] = /^\\([bB])/.exec(source.slice(at, at + 2)) ?? [];
    if (boundary !== undefined) {
      at += 2;
      return { type: 'assertion', holds: atBoundary(modes, boundary === 'b') };
    }
    const [taken] = take(isUnicode ? ESCAPE_UNICODE : ESCAPE_LEGACY) as RegExpExecArray;
    at -= taken.length;
    // Without the flag u, a \c that no letter follows is a backslash.
    return taken === '\\' ? unit(taken, modes, '\\\\') : unit(taken, modes);
  }

  function unit(raw: string, modes: string, meaning = raw): Node {
    at += raw.length;
    return { type: 'unit', accepts: acceptsOne(meaning, modes) };
  }

  function take(what: RegExp): RegExpExecArray | null {
    what.lastIndex = at;
    const match = what.exec(source);
    if (match) at = what.lastIndex;
    return match;
  }

  return parseChoice(flags);
}

/** The class that begins there, as it is written. */
function classAt(source: string, at: number): string {
  let end = at + 1;
  while (source[end] !== ']') end += source[end] === '\\' ? 2 : 1;
  return source.slice(at, end + 1);
}

/** Remembers what JavaScript's engine says of each unit. */
function acceptsOne(raw: string, modes: string): (unit: string) => boolean {
  const expression = new RegExp(`^(?:${raw})$`, modes.replace(/[^isu]/g, ''));
  const known = new Map<string, boolean>();
  return (one) => {
    const before = known.get(one);
    if (before !== undefined) return before;
    if (known.size >= MOST_REMEMBERED) known.clear();
    const accepted = expression.test(one);
    known.set(one, accepted);
    return accepted;
  };
}

const MOST_REMEMBERED = 256;

const isLineEnd = (unit: string | undefined) =>
  unit === '\n' || unit === '\r' || unit === '\u2028' || unit === '\u2029';

function atStart(modes: string): Assertion {
  const isMultiline = modes.includes('m');
  return (before) => before === undefined || (isMultiline && isLineEnd(before));
}

function atEnd(modes: string): Assertion {
  const isMultiline = modes.includes('m');
  return (_, after) => after === undefined || (isMultiline && isLineEnd(after));
}

function atBoundary(modes: string, isBoundary: boolean): Assertion {
  const isWord = acceptsOne('\\w', modes);
  return (before, after) => {
    const differ = (before !== undefined && isWord(before)) !== (after !== undefined && isWord(after));
    return differ === isBoundary;
  };
}

/** How many groups capture, and whether one has a name: it decides what is a back reference. */
function countGroups(source: string, flags: string): { count: number; named: boolean } {
  // JavaScript counts them itself: an alternative of nothing gives a list with one place for each.
  const found = new RegExp(`|${source}`, flags).exec('');
  return { count: (found?.length ?? 1) - 1, named: found?.groups !== undefined };
}
