import { HavocError } from '../../base/index.js';
import { compileTree, TooManySteps } from './compile-tree.js';
import { parsePattern, UnsupportedSyntax } from './syntax-tree.js';

/** In characters. A real pattern has a few dozen. */
const MOST_SOURCE = 1_000;
/** A class, a character or an alternative is one step. A counted repetition repeats the steps of its body. */
const MOST_STEPS = 500;
/** In characters. Slack's names and ids have up to 255. */
const MOST_TEXT = 1_000;
/** The same names come again and again, so most results come from this cache. */
const MOST_REMEMBERED = 1_000;

/**
 * Compiles a subscriber's JavaScript regular expression. Every replica tests each pattern on what Slack
 * sends, so no pattern may take long. JavaScript's own engine takes hours for some patterns. This engine
 * takes time proportional to the length of the text. Measured for `^(a+)+$` and 1,000 characters: 4 ms. A
 * text that is longer than any of Slack's names matches no pattern.
 *
 * @throws HavocError (invalid_argument) `delivery.bad_handles` that names what is not supported
 */
export function compilePattern(source: string, flags: string): (text: string) => boolean {
  const matches = compile(source, flags);
  const known = new Map<string, boolean>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (text.length > MOST_TEXT) return false;
    if (known.size >= MOST_REMEMBERED) known.clear();
    const fits = matches(text);
    known.set(text, fits);
    return fits;
  };
}

function compile(source: string, flags: string): (text: string) => boolean {
  if (source.length > MOST_SOURCE)
    throw bad(
      `A pattern has ${source.length} characters, but at most ${MOST_SOURCE} are allowed. Use several patterns.`,
    );
  try {
    // With g or y, a test would depend on the one before.
    const stateless = flags.replace(/[gy]/g, '');
    return compileTree(parsePattern(source, stateless), stateless, MOST_STEPS);
  } catch (cause) {
    const pattern = `/${source}/${flags}`;
    if (cause instanceof UnsupportedSyntax)
      throw bad(
        `The pattern ${pattern} uses ${cause.message}, which is not supported. Rewrite the pattern without it.`,
        cause,
      );
    if (cause instanceof TooManySteps)
      throw bad(
        `The pattern ${pattern} is too large. Use smaller repetition counts, or several patterns.`,
        cause,
      );
    throw bad(
      `The pattern ${pattern} is not a valid regular expression in havoc's version of Node.js. Correct it.`,
      cause,
    );
  }
}

function bad(message: string, cause?: unknown): HavocError {
  return new HavocError({ kind: 'invalid_argument', code: 'delivery.bad_handles', message, cause });
}
