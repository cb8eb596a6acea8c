export interface Found<Needle> {
  needle: Needle;
  at: number;
}

/**
 * Makes a function that finds many byte strings in one pass, so that the time depends on the text and not on the number
 * of secrets. A string is only compared where its first two bytes are.
 */
export function createMatcher<Needle extends { bytes: Uint8Array }>(
  needles: readonly Needle[],
): (bytes: Uint8Array) => Found<Needle>[] {
  const byStart: (Needle[] | undefined)[] = new Array(0x10000).fill(undefined);
  for (const needle of needles) {
    const start = startAt(needle.bytes, 0);
    byStart[start] = [...(byStart[start] ?? []), needle];
  }
  return (bytes) => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const found: Found<Needle>[] = [];
    for (let at = 0; at + 1 < text.length; at++) {
      const candidates = byStart[startAt(text, at)];
      if (candidates === undefined) continue;
      for (const needle of candidates) {
        const part = text.subarray(at, at + needle.bytes.length);
        if (part.equals(needle.bytes)) found.push({ needle, at });
      }
    }
    return found;
  };
}

function startAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
