/** Marks the place of the removed text. */
const GAP = ' … ';

/** Returns the length of a text in a header, where each byte of a special character is written as %XX. */
function headerLength(text: string): number {
  return encodeURI(wellFormed(text)).length;
}

/**
 * Shortens a text to `mostBytes` in a header by removing its middle. An error message that quotes a long input keeps its
 * own words, since those are at its start and end.
 */
export function shorten(text: string, mostBytes: number): string {
  // Limits the work on very long texts. Every character takes at least one byte, so the code below would remove these too.
  const part = mostBytes + 1;
  const whole = text.length <= 2 * part ? text : `${text.slice(0, part)}${text.slice(-part)}`;
  const given = wellFormed(whole);
  if (headerLength(given) <= mostBytes) return given;
  const units = [...given];
  const room = mostBytes - headerLength(GAP);
  const end = take(units.toReversed(), Math.floor(room / 3));
  const start = take(units, room - headerLength(end.join('')));
  return `${start.join('')}${GAP}${end.toReversed().join('')}`;
}

/** Returns the first units that fit. */
function take(units: readonly string[], mostBytes: number): string[] {
  const taken: string[] = [];
  let left = mostBytes;
  for (const unit of units) {
    left -= headerLength(unit);
    if (left < 0) break;
    taken.push(unit);
  }
  return taken;
}

/** Replaces lone surrogates. grpc-js throws on them when it encodes a message, and the call would never end. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
