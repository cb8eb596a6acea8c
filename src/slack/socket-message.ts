import { HavocError, isObject, type Json } from '../base/index.js';
import { parseObject } from './body.js';
import { asKey, command, type Incoming, incomingOf } from './incoming.js';
import { memberText } from './json-text.js';
import { unlessTaken } from './kinds/index.js';

/**
 * A message that Slack sends over a Socket Mode connection.
 *
 * @see https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export type SocketMessage =
  /** The connection is ready. Slack plans to keep it open for about `keptMs` milliseconds. */
  | { type: 'hello'; keptMs: number | undefined }
  /** Slack closes the connection now or soon. */
  | { type: 'disconnect'; reason: string }
  | SocketEnvelope;

/** A message that must be acknowledged by its id. */
export interface SocketEnvelope {
  type: 'envelope';
  envelope_id: string;
  /** True if the acknowledgement may contain a reply. */
  acceptsReply: boolean;
  /** The number of the retry, from 1. Undefined for the first attempt. */
  retryNum: number | undefined;
  incoming: Incoming;
}

/**
 * Parses one message. Accepts types of envelopes that this version does not know.
 *
 * @throws HavocError (invalid_argument) `body.json` or `socket.malformed`
 */
export function readSocketMessage(text: string): SocketMessage {
  const message = parseObject(text, 'The message');
  if (message.type === 'hello') return { type: 'hello', keptMs: keptMsOf(message.debug_info) };
  if (message.type === 'disconnect') return { type: 'disconnect', reason: reasonOf(message) };
  const { type, envelope_id, payload, retry_attempt: retry } = message;
  if (typeof type !== 'string' || type === '') throw malformed('no type');
  if (typeof envelope_id !== 'string' || envelope_id === '') throw malformed('no envelope_id');
  if (!isObject(payload)) throw malformed('no payload that is an object');
  const retryNum = Number.isInteger(retry) && Number(retry) > 0 ? Math.min(Number(retry), 9_999) : undefined;
  return {
    type: 'envelope',
    envelope_id,
    acceptsReply: message.accepts_response_payload === true,
    retryNum,
    incoming: incomingFrom(type, payload, memberText(text, 'payload') ?? '{}', envelope_id),
  };
}

function incomingFrom(type: string, payload: Json, text: string, envelope_id: string): Incoming {
  const ownKey = () => `envelope:${asKey(envelope_id)}`;
  if (type === 'slash_commands') return command(payload, text, ownKey);
  const incoming = incomingOf(payload, text, ownKey);
  return incoming.kind === 'unknown' ? { ...incoming, kind: unlessTaken(type).slice(0, 255) } : incoming;
}

function reasonOf({ reason }: Json): string {
  return typeof reason === 'string' ? reason.slice(0, 100) : 'unknown';
}

function keptMsOf(info: unknown): number | undefined {
  const seconds = isObject(info) ? info.approximate_connection_time : undefined;
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : undefined;
}

function malformed(what: string): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'socket.malformed',
    message: `The message from Slack has ${what}. It is not acknowledged.`,
  });
}
