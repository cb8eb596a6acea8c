/** The bytes that show a secret, and how it was encoded. */
export interface Form {
  form: string;
  bytes: Buffer;
}

/** Lists what a secret looks like as it is, and in the encodings that text and bytes are usually written in. */
export function formsOf(value: Buffer): Form[] {
  const hex = value.toString('hex');
  const encoded: [form: string, text: string][] = [
    ['hex', hex],
    ['hex', hex.toUpperCase()],
    ['URL-encoded', encodeURIComponent(value.toString())],
    ...[0, 1, 2].flatMap((before): [form: string, text: string][] => [
      ['base64', base64Within(value, before)],
      ['base64url', toUrlAlphabet(base64Within(value, before))],
    ]),
  ];
  const forms = new Map<string, Form>([[value.toString('latin1'), { form: 'plain', bytes: value }]]);
  for (const [form, text] of encoded)
    if (!forms.has(text)) forms.set(text, { form, bytes: Buffer.from(text, 'latin1') });
  return [...forms.values()];
}

/**
 * The characters that show these bytes inside the Base64 of a longer text. Three bytes become four characters, so they
 * depend on how many bytes come before.
 */
function base64Within(value: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), value]).toString('base64');
  const isMixed = before > 0 ? 1 : 0;
  return text.slice(before + isMixed, Math.floor(((before + value.length) * 8) / 6));
}

function toUrlAlphabet(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}
