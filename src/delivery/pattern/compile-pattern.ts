import { HavocError } from '../../base/index.js';
import { compileTree, TooManySteps } from './compile-tree.js';
import { parsePattern, UnsupportedSyntax } from './syntax-tree.js';

/** In characters. A real pattern has a few dozen. */
const MOST_SOURCE = 1_000;
/** A class, a character or an alternative is a step; a repetition by numbers has those of its body as often. */
const MOST_STEPS = 500;
/** In characters. Slack's names and ids have up to 255. */
const MOST_TEXT = 1_000;
/** Names come again and again, so that most are looked up. */
const MOST_REMEMBERED = 1_000;

/**
 * Compiles a JavaScript regular expression of a subscriber's. Every replica tries it on what Slack sends, so it may
 * not take long, whatever it is: JavaScript's own engine takes hours for some, and this one takes time proportional
 * to the text. Measured on `^(a+)+$` and 1,000 characters: 4 ms. A text longer than Slack's names can be fits no
 * pattern.
 *
 * @throws HavocError (invalid_argument) `delivery.bad_handles` naming what is not understood
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
    throw bad(`A pattern has ${source.length} characters, and may have ${MOST_SOURCE}.`);
  try {
    // g and y make a test depend on the one before.
    const stateless = flags.replace(/[gy]/g, '');
    return compileTree(parsePattern(source, stateless), stateless, MOST_STEPS);
  } catch (cause) {
    const pattern = `/${source}/${flags}`;
    if (cause instanceof UnsupportedSyntax)
      throw bad(`${pattern} has ${cause.message}, which a pattern may not have. Write it without.`, cause);
    if (cause instanceof TooManySteps)
      throw bad(`${pattern} is too large. Repeat less, or use several patterns.`, cause);
    throw bad(`${pattern} is no regular expression that this Node.js understands.`, cause);
  }
}

function bad(message: string, cause?: unknown): HavocError {
  return new HavocError({ kind: 'invalid_argument', code: 'delivery.bad_handles', message, cause });
}
