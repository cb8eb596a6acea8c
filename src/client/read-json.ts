/** Parses JSON in UTF-8. Returns undefined without any bytes. */
export function readJson(bytes: Uint8Array = new Uint8Array()): unknown {
  return bytes.byteLength === 0 ? undefined : JSON.parse(new TextDecoder().decode(bytes));
}
