/**
 * The characters with the codes of each length, in the order of the codes. Codes of one length count up, and go on from
 * the last code before them. Characters with longer codes are in no header of gRPC.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc7541#appendix-B
 */
const CHARACTERS: Record<number, string> = {
  5: '012aceiost',
  6: ' %-./3456789=A_bdfghlmnpru',
  7: ':BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz',
  8: '&*,;XZ',
  10: '!"()?',
  11: "'+|",
  12: '#>',
  13: '\0$@[]~',
  14: '^}',
  15: '<`{',
  19: '\\\u00c3\u00d0',
};
const MOST_BITS = 19;
const CODES = codesOf(CHARACTERS);

/**
 * Returns the names and values in a block of headers that are not references to earlier ones. The first time that a
 * connection carries a header, it is not a reference.
 */
export function headerTexts(block: Buffer): Buffer[] {
  const texts: Buffer[] = [];
  let at = 0;

  /** An integer whose first byte has this many bits for it. */
  function readInteger(bits: number): number {
    const most = 2 ** bits - 1;
    let value = (block[at++] ?? 0) & most;
    if (value < most) return value;
    for (let shift = 0, isLast = false; !isLast && at < block.length; shift += 7) {
      const byte = block[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      isLast = byte < 0x80;
    }
    return value;
  }

  function readText(): void {
    const isCompressed = (block[at] ?? 0) >= 0x80;
    const length = readInteger(7);
    const bytes = block.subarray(at, at + length);
    at += length;
    texts.push(isCompressed ? decompress(bytes) : bytes);
  }

  while (at < block.length) {
    const byte = block[at] ?? 0;
    if (byte >= 0x80) readInteger(7);
    else if (byte >= 0x20 && byte < 0x40) readInteger(5);
    else {
      const name = readInteger(byte >= 0x40 ? 6 : 4);
      if (name === 0) readText();
      readText();
    }
  }
  return texts;
}

function decompress(bytes: Buffer): Buffer {
  let text = '';
  let [code, bits] = [0, 0];
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      code = code * 2 + ((byte >> bit) & 1);
      bits++;
      const character = CODES.get(`${bits} ${code}`);
      if (character === undefined && bits < MOST_BITS) continue;
      text += character ?? '?';
      [code, bits] = [0, 0];
    }
  }
  return Buffer.from(text, 'latin1');
}

function codesOf(characters: Record<number, string>): Map<string, string> {
  const codes = new Map<string, string>();
  let next = 0;
  for (let bits = 1; bits <= MOST_BITS; bits++) {
    next *= 2;
    for (const character of characters[bits] ?? '') codes.set(`${bits} ${next++}`, character);
  }
  return codes;
}
