/** Stands where something was left out. */
const GAP = ' … ';

/** How long a text is in a header: what is not plain is written as %XX, a byte each. */
function headerLength(text: string): number {
  return encodeURI(wellFormed(text)).length;
}

/**
 * The text, or its beginning and its end where it is longer than that in a header. An error that repeats what it was
 * given keeps its own words, which stand around that.
 */
export function shorten(text: string, mostBytes: number): string {
  // No character is shorter than a byte, so that what is left out here would be left out below.
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

/** The first of them that fit. */
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

/** grpc-js makes an URI of a message, and throws on half a surrogate pair: the call would never end. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
