// Functions that find parts of a JSON text, so that a part can be kept byte for byte. The text must be well-formed.

/**
 * Returns the exact text of a member's value. If several members have the key, returns the last, as JSON.parse does.
 *
 * @param json the well-formed text of an object
 */
export function memberText(json: string, wanted: string): string | undefined {
  let found: string | undefined;
  let at = skipSpace(json, skipSpace(json, 0) + 1);
  while (json[at] !== '}') {
    const keyEnd = skipString(json, at);
    const valueStart = skipSpace(json, skipSpace(json, keyEnd) + 1);
    const valueEnd = skipValue(json, valueStart);
    if (JSON.parse(json.slice(at, keyEnd)) === wanted) found = json.slice(valueStart, valueEnd);
    at = skipSpace(json, valueEnd);
    if (json[at] === ',') at = skipSpace(json, at + 1);
  }
  return found;
}

/** Returns the index after the value that starts at `start`. */
export function skipValue(json: string, start: number): number {
  const first = json[start];
  if (first === '"') return skipString(json, start);
  if (first === '{' || first === '[') return skipNested(json, start);
  let at = start;
  while (at < json.length && !',}] \t\n\r'.includes(json[at] as string)) at++;
  return at;
}

function skipNested(json: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const char = json[at];
    if (char === '"') {
      at = skipString(json, at);
      continue;
    }
    if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
    at++;
  } while (depth > 0);
  return at;
}

/** Returns the index after the string that starts at `start`. */
export function skipString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end + 1;
}

/** True if an odd number of backslashes precedes `at`. */
function isEscaped(json: string, at: number): boolean {
  let first = at;
  while (json[first - 1] === '\\') first--;
  return (at - first) % 2 === 1;
}

/** Returns the index of the first character from `start` on that is not white space. */
export function skipSpace(json: string, start: number): number {
  let at = start;
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\t' || json[at] === '\r') at++;
  return at;
}
