/**
 * A regular expression as a tree. It leaves out what groups capture, because only a match or no match
 * matters.
 */
export type Node =
  | { type: 'unit'; accepts: (unit: string) => boolean }
  | { type: 'sequence'; parts: Node[] }
  | { type: 'choice'; options: Node[] }
  | { type: 'repeat'; body: Node; least: number; most: number }
  | { type: 'assertion'; holds: Assertion }
  | { type: 'look'; body: Node; behind: boolean; negative: boolean };

/** Tells whether an assertion holds between two units; undefined means the start or the end of the text. */
export type Assertion = (before: string | undefined, after: string | undefined) => boolean;

/** The expression uses a feature of JavaScript that the tree cannot express. */
export class UnsupportedSyntax extends Error {}

const QUANTIFIER = /(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/y;
const GROUP = /\((?:\?(?:<(?![=!])[^>]*>|(<?[=!])|(?:([ims]*)(?:-([ims]*))?:))|(?!\?))/y;
const ESCAPE_UNICODE =
  /\\(?:u\{[^}]*\}|u[dD][89abAB]..\\u[dD][c-fC-F]..|u....|x..|c[A-Za-z]|[pP]\{[^}]*\}|.)/suy;
const ESCAPE_LEGACY = /\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[0-3]?[0-7]{1,2}|(?=c)|.)/sy;

/**
 * Parses any expression that `new RegExp(source, flags)` accepts. JavaScript's own engine tests each unit of
 * a text, so classes, escapes, case and Unicode mean exactly the same.
 *
 * @throws SyntaxError if JavaScript refuses the expression
 * @throws UnsupportedSyntax for a back reference, and for the flag v, whose classes may match several
 * characters
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
    // Without the flag u, a \c without a letter after it matches a backslash.
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

/** Returns the source of the class that begins at `at`. */
function classAt(source: string, at: number): string {
  let end = at + 1;
  while (source[end] !== ']') end += source[end] === '\\' ? 2 : 1;
  return source.slice(at, end + 1);
}

/** Tests a unit with JavaScript's engine, and remembers the result. */
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

/** Counts the capturing groups, and tells whether one has a name. Both decide what is a back reference. */
function countGroups(source: string, flags: string): { count: number; named: boolean } {
  // JavaScript counts the groups itself: with an added empty alternative the expression always matches, and
  // the result has one element for each group.
  const found = new RegExp(`|${source}`, flags).exec('');
  return { count: (found?.length ?? 1) - 1, named: found?.groups !== undefined };
}
