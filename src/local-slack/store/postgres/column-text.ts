import { createHash } from 'node:crypto';

const ESCAPE = '\u001a';
/** Control characters and lone surrogates. PostgreSQL's type `text` holds neither U+0000 nor lone surrogates. */
const UNFIT = /[\p{Cc}\p{Cs}]/gu;
/** An entry of an index holds at most 2,704 bytes, and a character takes up to three. */
const MOST_CHARS = 400;
const KEPT_CHARS = 300;

/** Converts any text to one that a column holds. Different texts stay different, and `fromColumn` reverses it. */
export function toColumn(text: string): string {
  return text.replace(UNFIT, (one) => ESCAPE + one.charCodeAt(0).toString(16).padStart(4, '0'));
}

export function fromColumn(text: string): string {
  if (!text.includes(ESCAPE)) return text;
  const [start = '', ...others] = text.split(ESCAPE);
  return others.reduce(
    (sum, other) => sum + String.fromCharCode(Number.parseInt(other.slice(0, 4), 16)) + other.slice(4),
    start,
  );
}

/** Converts as `toColumn` does, and replaces the end of a long text by its hash, so that an index can hold it. */
export function toIndexedColumn(text: string): string {
  const whole = toColumn(text);
  if (whole.length <= MOST_CHARS) return whole;
  return `${whole.slice(0, KEPT_CHARS)}${ESCAPE}#${createHash('sha256').update(whole).digest('hex')}`;
}
