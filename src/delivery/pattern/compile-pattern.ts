import { HavocError } from '../../base/index.js';
import { compileTree, TooManySteps } from './compile-tree.js';
import { parsePattern, UnsupportedSyntax } from './syntax-tree.js';

/** In characters. A real pattern has a few dozen. */
const MOST_SOURCE = 1_000;
/** A class, a character or an alternative is one step. A counted repetition repeats the steps of its body. */
const MOST_STEPS = 500;
/** In characters. Slack's names and ids have up to 255. */
const MOST_TEXT = 1_000;
/** The same names come again and again, so most results are looked up. */
const MOST_REMEMBERED = 1_000;

/**
 * Compiles a subscriber's JavaScript regular expression. Every replica tests it on what Slack sends, so no pattern may
 * take long. JavaScript's own engine takes hours for some; this one takes time proportional to the length of the text.
 * Measured for `^(a+)+$` and 1,000 characters: 4 ms. A text that is longer than any name of Slack's matches no pattern.
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
      `A pattern has ${source.length} characters. The limit is ${MOST_SOURCE}: use several patterns.`,
    );
  try {
    // With g or y, a test would depend on the one before.
    const stateless = flags.replace(/[gy]/g, '');
    return compileTree(parsePattern(source, stateless), stateless, MOST_STEPS);
  } catch (cause) {
    const pattern = `/${source}/${flags}`;
    if (cause instanceof UnsupportedSyntax)
      throw bad(`${pattern} has ${cause.message}, which is not supported. Write it without.`, cause);
    if (cause instanceof TooManySteps)
      throw bad(`${pattern} is too large. Use smaller repetitions, or several patterns.`, cause);
    throw bad(`${pattern} is not a regular expression that this Node.js version accepts. Correct it.`, cause);
  }
}

function bad(message: string, cause?: unknown): HavocError {
  return new HavocError({ kind: 'invalid_argument', code: 'delivery.bad_handles', message, cause });
}
