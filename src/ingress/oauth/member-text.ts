const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Returns the text of a member of a JSON object, exactly as it stands there. Parsing it and writing it again could change
 * it: JavaScript rounds large numbers. If the object has the member twice, the last one counts, as in JSON.parse.
 *
 * @param json a well-formed JSON object
 */
export function memberText(json: string, name: string): string | undefined {
  let found: string | undefined;
  let depth = 0;
  let key = '';
  let start: number | undefined;
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    if (depth === 1 && start !== undefined && (token === ',' || token === '}')) {
      if (key === name) found = json.slice(start, index).trim();
      start = undefined;
    } else if (depth === 1 && start === undefined) {
      if (token === ':') start = index + 1;
      else if (token.startsWith('"')) key = JSON.parse(token);
    }
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
  }
  return found;
}
