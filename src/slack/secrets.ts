import { skipSpace, skipString, skipValue } from './json-text.js';

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
  const cuts: Span[] = [];
  scanObject(json, skipSpace(json, 0), '', cuts);
  if (cuts.length === 0) return json;
  let kept = '';
  let at = 0;
  for (const { from, to } of cuts.sort((one, other) => one.from - other.from)) {
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

/** A part of the text, `to` not included. */
interface Span {
  from: number;
  to: number;
}

interface Member extends Span {
  isSecret: boolean;
}

/** Walks the object that opens at `start` and notes what to cut of it; returns the index after its brace. */
function scanObject(json: string, start: number, path: string, cuts: Span[]): number {
  const members: Member[] = [];
  let at = skipSpace(json, start + 1);
  while (json[at] !== '}') {
    const keyEnd = skipString(json, at);
    const key = String(JSON.parse(json.slice(at, keyEnd)));
    const valueStart = skipSpace(json, skipSpace(json, keyEnd) + 1);
    const isObjectToScan = path === '' && SECRETS.has(key) && json[valueStart] === '{';
    const to = isObjectToScan ? scanObject(json, valueStart, key, cuts) : skipValue(json, valueStart);
    members.push({ from: at, to, isSecret: SECRETS.get(path)?.has(key) ?? false });
    at = skipSpace(json, to);
    if (json[at] === ',') at = skipSpace(json, at + 1);
  }
  cuts.push(...cutsOf(members));
  return at + 1;
}

/** A secret goes with the comma after it; those at the end go with the comma before them. */
function cutsOf(members: readonly Member[]): Span[] {
  const lastKept = members.findLastIndex(({ isSecret }) => !isSecret);
  const atEnd = members.slice(lastKept + 1);
  const cuts = members.slice(0, lastKept + 1).flatMap(({ from, isSecret }, index) => {
    const next = members[index + 1];
    return isSecret && next ? [{ from, to: next.from }] : [];
  });
  const first = members[lastKept]?.to ?? atEnd[0]?.from;
  const last = atEnd.at(-1)?.to;
  return first === undefined || last === undefined ? cuts : [...cuts, { from: first, to: last }];
}
