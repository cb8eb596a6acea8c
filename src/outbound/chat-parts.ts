import { jsonText } from '../base/index.js';

/** The longest text of one call, in characters. docs.slack.dev/reference/methods/chat.appendStream */
export const MOST_CHARACTERS = 12_000;

/** Returns a value as a form would contain it: numbers and booleans as text, objects and lists as JSON. */
export function textOf(given: unknown): string {
  if (given === undefined || given === null) return '';
  return typeof given === 'object' ? jsonText(given) : String(given);
}

/** Returns the chunks in a list or in its JSON. Any other value is one chunk, so that Slack can refuse it. */
export function chunksOf(given: unknown): unknown[] {
  if (given === undefined || given === null || given === '') return [];
  const read = typeof given === 'string' ? parsed(given) : given;
  return Array.isArray(read) ? read : [read];
}

/** Cuts text into pieces of at most 12,000 characters. No piece ends inside a surrogate pair. */
export function cut(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + MOST_CHARACTERS;
    const isWithin = end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
    const to = isWithin ? end - 1 : end;
    pieces.push(text.slice(at, to));
    at = to;
  }
  return pieces;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
