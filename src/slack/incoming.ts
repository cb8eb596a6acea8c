import { createHash } from 'node:crypto';
import type { Json } from '../base/index.js';
import { parseObject, readBody } from './body.js';
import { kindOfType, nameOf, rowOf } from './kinds/index.js';
import { cutSecretsFromBody, cutSecretsFromText } from './secrets.js';
import { isSslCheck } from './ssl-check.js';
import { type About, aboutWhom, type Whose, whoseIs } from './whose.js';

/** What a genuine request from Slack says. */
export interface Incoming {
  /** `event`, `command`, an interaction's `type`, or a top-level `type` that this version does not know. */
  kind: string;
  /** The event's type, the command, the callback or action id: for people who look. */
  name: string;
  /** The same for Slack's retries of one thing, different for two things. */
  dedupeKey: string;
  whose: Whose;
  about: About;
  /** Parsed, without the secrets. */
  body: Json;
  /** JSON as received, without the secrets; a command's fields as JSON. */
  raw: Buffer;
}

/** A handshake asks for an answer and is not kept; all else is. */
export type SlackBody =
  | { handshake: 'url_verification'; challenge: string }
  | { handshake: 'ssl_check' }
  | { handshake?: undefined; incoming: Incoming };

export interface ParseInput {
  contentType: string | undefined;
  rawBody: Uint8Array;
  /** The request's timestamp header, which tells two requests with the same bytes apart. */
  timestamp: string;
}

/**
 * Understands a verified request. A kind that this version does not know is kept as it is.
 *
 * @throws HavocError (invalid_argument) with a code of readBody's, where the bytes are no body of Slack's
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

/** The key of what has no id of its own. */
type OwnKey = () => string;

/** In characters. */
const MOST_NAME = 255;

/** Describes a JSON payload, an event or an interaction. Its text is kept but for the secrets. */
export function incomingOf(body: Json, text: string, ownKey: OwnKey): Incoming {
  return describe(kindOfType(body.type), body, text, ownKey);
}

/** Describes a command's fields. Without a `command` they come from no declared place, and pass as unknown. */
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

/** A name that PostgreSQL's text and its indexes take; the payload keeps it whole. */
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

/** Ids of Slack's are short and plain; whatever else comes must not be what PostgreSQL's index refuses. */
export function asKey(id: string): string {
  return /^[\x21-\x7e]{1,200}$/.test(id) ? id : createHash('sha256').update(id).digest('hex');
}

function hashKey({ timestamp, rawBody }: ParseInput): string {
  return `hash:${createHash('sha256').update(`${timestamp}:`).update(rawBody).digest('hex')}`;
}
