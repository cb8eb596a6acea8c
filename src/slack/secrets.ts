import { isObject, type Json } from '../base/index.js';
import { skipSpace, skipString, skipValue } from './json-text.js';

/**
 * Which part of a member is secret: the whole member, the member if an `id` is its only sibling, or some of its own
 * members.
 */
type Secrecy = 'secret' | 'secret beside an id' | Rules;
type Rules = (key: string) => Secrecy | undefined;

/** The secret proves to Slack who acted. Apps do not need it. https://docs.slack.dev/reference/types/user_context-type */
const interactor: Rules = (key) => (key === 'secret' ? 'secret' : undefined);

/** https://docs.slack.dev/reference/types/interactivity-type */
const interactivity: Rules = (key) => (key === 'interactor' ? interactor : undefined);

/** An input of a workflow step may be an `interactivity` or a `user_context`. Its name does not show which. */
const input: Rules = (key) => (key === 'secret' ? 'secret beside an id' : interactivity(key));

/** Inputs are nested or flat: Slack sends both `interactivity` and `interactivity.interactor.secret`. */
const inputs: Rules = (key) =>
  key
    .split('.')
    .slice(1)
    .reduce<Secrecy | undefined>((within, part) => membersOf(within)?.(part), input);

const functionData: Rules = (key) => (key === 'inputs' ? inputs : undefined);

const event: Rules = (key) => {
  if (key === 'token' || key === 'bot_access_token') return 'secret';
  return key === 'inputs' ? inputs : undefined;
};

/** The members of a payload that must not be stored, by their place. */
const payload: Rules = (key) => {
  switch (key) {
    case 'token':
    case 'bot_access_token':
      return 'secret';
    case 'event':
      return event;
    case 'interactivity':
      return interactivity;
    case 'function_data':
      return functionData;
    default:
      return undefined;
  }
};

function membersOf(secrecy: Secrecy | undefined): Rules | undefined {
  return typeof secrecy === 'function' ? secrecy : undefined;
}

/** @param keys returns the keys of the object that has the member */
function isSecret(secrecy: Secrecy | undefined, key: string, keys: () => readonly string[]): boolean {
  if (secrecy !== 'secret beside an id') return secrecy === 'secret';
  const prefix = key.slice(0, key.lastIndexOf('.') + 1);
  const beside = keys().filter((other) => other !== key && other.startsWith(prefix));
  return beside.length > 0 && beside.every((other) => other === `${prefix}id`);
}

/**
 * Removes the secrets from the text of a payload: the verification token, the bot token of a function execution, and
 * the secrets that prove who acted. Every other byte stays, so that numbers, escapes and repeated keys do not change.
 *
 * @param json the well-formed text of an object
 */
export function cutSecretsFromText(json: string): string {
  const cuts: Span[] = [];
  scanObject(json, skipSpace(json, 0), payload, cuts);
  if (cuts.length === 0) return json;
  let kept = '';
  let at = 0;
  for (const { from, to } of cuts.sort((one, other) => one.from - other.from)) {
    kept += json.slice(at, from);
    at = to;
  }
  return kept + json.slice(at);
}

/** Removes the same secrets from the parsed payload, in place. */
export function cutSecretsFromBody(body: Json): void {
  cutMembers(body, payload);
}

function cutMembers(holder: unknown, rules: Rules): void {
  if (!isObject(holder)) return;
  const keys = Object.keys(holder);
  for (const [key, member] of Object.entries(holder)) {
    const secrecy = rules(key);
    const members = membersOf(secrecy);
    if (members) cutMembers(member, members);
    else if (isSecret(secrecy, key, () => keys)) delete holder[key];
  }
}

/** A part of the text, from `from` up to but not including `to`. */
interface Span {
  from: number;
  to: number;
}

interface Member extends Span {
  isSecret: boolean;
}

/** Scans the object that opens at `start` and adds its secrets to `cuts`. Returns the index after its closing brace. */
function scanObject(json: string, start: number, rules: Rules, cuts: Span[]): number {
  const members: (Span & { key: string; secrecy: Secrecy | undefined })[] = [];
  let at = skipSpace(json, start + 1);
  while (json[at] !== '}') {
    const keyEnd = skipString(json, at);
    const key = String(JSON.parse(json.slice(at, keyEnd)));
    const valueStart = skipSpace(json, skipSpace(json, keyEnd) + 1);
    const secrecy = rules(key);
    const within = json[valueStart] === '{' ? membersOf(secrecy) : undefined;
    const to = within ? scanObject(json, valueStart, within, cuts) : skipValue(json, valueStart);
    members.push({ from: at, to, key, secrecy });
    at = skipSpace(json, to);
    if (json[at] === ',') at = skipSpace(json, at + 1);
  }
  const keys = () => members.map(({ key }) => key);
  cuts.push(
    ...cutsOf(
      members.map(({ from, to, key, secrecy }) => ({ from, to, isSecret: isSecret(secrecy, key, keys) })),
    ),
  );
  return at + 1;
}

/** A secret is cut together with the comma after it. Secrets at the end are cut together with the comma before them. */
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
