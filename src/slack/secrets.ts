/** Members that Slack puts into payloads and that must not be kept, by where they stand. */
const SECRETS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['', new Set(['token', 'bot_access_token'])],
  ['event', new Set(['token', 'bot_access_token'])],
]);

/**
 * Cuts the verification token and the bot token of a function execution out of a payload's text, and leaves
 * every other byte as it was, so that numbers, escapes and repeated keys survive.
 *
 * @param json an object's text, known to be well-formed
 */
export function cutSecretsFromText(json: string): string {
  const cuts: Cut[] = [];
  scanObject(json, skipSpace(json, 0), '', cuts);
  if (cuts.length === 0) return json;
  let kept = '';
  let at = 0;
  for (const { from, to } of cuts) {
    kept += json.slice(at, from);
    at = to;
  }
  return kept + json.slice(at);
}

/** The same for the parsed payload, in place. */
export function cutSecretsFromBody(body: Record<string, unknown>): void {
  for (const [path, keys] of SECRETS) {
    const holder = path === '' ? body : body[path];
    if (typeof holder !== 'object' || holder === null) continue;
    for (const key of keys) delete (holder as Record<string, unknown>)[key];
  }
}

interface Cut {
  from: number;
  to: number;
}

/** Walks the members of the object that opens at `start`; returns the index after its brace. */
function scanObject(json: string, start: number, path: string, cuts: Cut[]): number {
  const secrets = SECRETS.get(path);
  let at = skipSpace(json, start + 1);
  let previousComma: number | undefined;
  while (json[at] !== '}') {
    const memberStart = at;
    const keyEnd = skipString(json, at);
    const key: unknown = JSON.parse(json.slice(at, keyEnd));
    const valueStart = skipSpace(json, skipSpace(json, keyEnd) + 1);
    const isObjectToScan =
      path === '' && typeof key === 'string' && SECRETS.has(key) && json[valueStart] === '{';
    const valueEnd = isObjectToScan ? scanObject(json, valueStart, key, cuts) : skipValue(json, valueStart);
    at = skipSpace(json, valueEnd);
    const hasComma = json[at] === ',';
    if (typeof key === 'string' && secrets?.has(key)) {
      if (hasComma) cuts.push({ from: memberStart, to: skipSpace(json, at + 1) });
      else cuts.push({ from: previousComma ?? memberStart, to: valueEnd });
    } else if (hasComma) {
      previousComma = at;
    }
    if (hasComma) at = skipSpace(json, at + 1);
  }
  return at + 1;
}

function skipValue(json: string, start: number): number {
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

function skipString(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}

function skipSpace(json: string, start: number): number {
  let at = start;
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\t' || json[at] === '\r') at++;
  return at;
}
