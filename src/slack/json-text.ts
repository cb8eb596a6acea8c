// Finds its way in JSON's text that is known to be well-formed, so that a part of it can be kept to the letter.

/**
 * The text of a member of an object, to the letter; of the last one where several have the key, as JSON.parse
 * has it.
 *
 * @param json an object's text, known to be well-formed
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

/** The index after the value that begins at `start`. */
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

/** The index after the string that begins at `start`. */
export function skipString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end + 1;
}

/** Whether an odd number of backslashes stands before it. */
function isEscaped(json: string, at: number): boolean {
  let first = at;
  while (json[first - 1] === '\\') first--;
  return (at - first) % 2 === 1;
}

/** The index of the first character from `start` on that is no space. */
export function skipSpace(json: string, start: number): number {
  let at = start;
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\t' || json[at] === '\r') at++;
  return at;
}
