import { createHash } from 'node:crypto';
import type { Json } from '../base/index.js';
import { type About, aboutWhom } from './about-whom.js';
import { parseObject, readBody } from './body.js';
import { kindOfType, nameOf, rowOf } from './kinds/index.js';
import { cutSecretsFromBody, cutSecretsFromText } from './secrets.js';
import { isSslCheck } from './ssl-check.js';
import { type Whose, whoseIs } from './whose.js';

/** The content of a verified request from Slack. */
export interface Incoming {
  /** `event`, `command`, an interaction's `type`, or a top-level `type` that this version does not know. */
  kind: string;
  /** The event's type, the command, or the callback or action id. Shown to people. */
  name: string;
  /** Equal for Slack's retries of one payload, and different for two payloads. */
  dedupeKey: string;
  whose: Whose;
  about: About;
  /** The parsed payload, without the secrets. */
  body: Json;
  /** The JSON text as received, without the secrets. The fields of a command become a JSON object. */
  raw: Buffer;
}

/** A handshake, which is answered but not stored, or a payload, which is stored. */
export type SlackBody =
  | { handshake: 'url_verification'; challenge: string }
  | { handshake: 'ssl_check' }
  | { handshake?: undefined; incoming: Incoming };

export interface ParseInput {
  contentType: string | undefined;
  rawBody: Uint8Array;
  /** The timestamp header of the request. It distinguishes two requests with the same bytes. */
  timestamp: string;
}

/**
 * Interprets a verified request. A kind that this version does not know is accepted under its own name.
 *
 * @throws HavocError (invalid_argument) with a code of `readBody` if the bytes are not a body that Slack sends
 */
export function parseSlackBody(input: ParseInput): SlackBody {
  const body = readBody(input.contentType, input.rawBody);
  const ownKey = () => hashKey(input);
  if (body.format === 'json') {
    const { json, text } = body;
    if (json.type === 'url_verification' && typeof json.challenge === 'string') {
      return { handshake: 'url_verification', challenge: json.challenge };
    }
    return { incoming: incomingOf(json, text, ownKey) };
  }
  const payload = body.form.get('payload');
  if (payload !== undefined) {
    return { incoming: incomingOf(parseObject(payload, 'The field payload'), payload, ownKey) };
  }
  if (isSslCheck(body.form)) return { handshake: 'ssl_check' };
  const fields = Object.fromEntries(body.form);
  return { incoming: command(fields, JSON.stringify(fields), ownKey) };
}

/** Returns the dedupe key for a payload without an id. */
type OwnKey = () => string;

/** The longest name, in characters. */
const MOST_NAME = 255;

/** Describes a JSON payload: an event or an interaction. Removes only the secrets from its text. */
export function incomingOf(body: Json, text: string, ownKey: OwnKey): Incoming {
  return describe(kindOfType(body.type), body, text, ownKey);
}

/** Describes the fields of a command. Fields without a `command` get the kind `unknown`. */
export function command(body: Json, text: string, ownKey: OwnKey): Incoming {
  return describe(body.command === undefined ? 'unknown' : 'command', body, text, ownKey);
}

function describe(kind: string, body: Json, text: string, ownKey: OwnKey): Incoming {
  return {
    kind: asColumn(kind),
    name: asColumn(nameOf(kind, body)),
    dedupeKey: (rowOf(kind).layout === 'event' ? eventKey(body) : triggerKey(body)) ?? ownKey(),
    whose: whoseIs(kind, body),
    about: aboutWhom(kind, body),
    ...withoutSecrets(body, text),
  };
}

/** Shortens a name to one that a PostgreSQL column and index can hold. The payload keeps the whole name. */
function asColumn(name: string): string {
  return name.replaceAll('\0', '').slice(0, MOST_NAME);
}

function withoutSecrets(body: Json, text: string): Pick<Incoming, 'body' | 'raw'> {
  cutSecretsFromBody(body);
  return { body, raw: Buffer.from(cutSecretsFromText(text)) };
}

function eventKey({ event_id, api_app_id }: Json): string | undefined {
  if (typeof event_id !== 'string' || event_id === '') return undefined;
  const app = typeof api_app_id === 'string' ? asKey(api_app_id) : 'none';
  return `event:${app}:${asKey(event_id)}`;
}

function triggerKey({ trigger_id }: Json): string | undefined {
  return typeof trigger_id === 'string' && trigger_id !== '' ? `trigger:${asKey(trigger_id)}` : undefined;
}

/** Returns the id, or its hash if PostgreSQL's index might refuse the id. Slack's real ids are short ASCII. */
export function asKey(id: string): string {
  return /^[\x21-\x7e]{1,200}$/.test(id) ? id : createHash('sha256').update(id).digest('hex');
}

function hashKey({ timestamp, rawBody }: ParseInput): string {
  return `hash:${createHash('sha256').update(`${timestamp}:`).update(rawBody).digest('hex')}`;
}
