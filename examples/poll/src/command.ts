import { type Content, findMistakes } from './poll.js';

/** The meaning of a command `/poll …`. */
export type Command =
  | { wants: 'help' }
  | { wants: 'form' }
  | ({ wants: 'poll' } & Content)
  | { wants: 'nothing'; because: string };

/** Parses the text after `/poll`: a question and its options, in quotes if they contain spaces. */
export function readCommand(text: string): Command {
  const words = splitWords(text.trim());
  if (words === undefined) return { wants: 'nothing', because: 'A quote is opened but never closed.' };
  const [question, ...options] = words;
  if (question === undefined) return { wants: 'form' };
  if (question.toLowerCase() === 'help' && options.length === 0) return { wants: 'help' };
  const mistakes = findMistakes({ question, options });
  const because = mistakes.question ?? mistakes.options;
  return because === undefined ? { wants: 'poll', question, options } : { wants: 'nothing', because };
}

/** Phones and word processors type curly quotes. An apostrophe inside a word is not a quote. */
const WORD = /\s*(?:["“”„«»]([^"“”„«»]*)["“”„«»]|['‘’](.*?)['‘’](?=\s|$)|([^\s"“”„«»'‘’]\S*))\s*/suy;

/** Splits a line into words. Returns undefined if that fails before the end of the line. */
function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  WORD.lastIndex = 0;
  while (WORD.lastIndex < line.length) {
    const found = WORD.exec(line);
    if (found === null) return undefined;
    const word = (found[1] ?? found[2] ?? found[3] ?? '').trim();
    if (word !== '') words.push(word);
  }
  return words;
}
