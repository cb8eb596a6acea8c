import { isUtf8 } from 'node:buffer';
import { HavocError, isObject, type Json } from '../base/index.js';

const FORM = 'application/x-www-form-urlencoded';

/** The body of a request, parsed but not yet interpreted. */
export type Body =
  | { format: 'json'; text: string; json: Json }
  | { format: 'form'; form: ReadonlyMap<string, string> };

/**
 * Parses the bytes of a request by its content type. Does not interpret the fields.
 *
 * @throws HavocError (invalid_argument) `body.empty`, `body.content_type`, `body.encoding`, `body.json`,
 * `body.form` or `body.repeated_field`
 */
export function readBody(contentType: string | undefined, rawBody: Uint8Array): Body {
  if (rawBody.length === 0) throw bad('empty', 'The body is empty.');
  const mediaType = mediaTypeOf(contentType);
  if (mediaType === 'application/json') {
    const text = decodeUtf8(rawBody);
    return { format: 'json', text, json: parseObject(text, 'The body') };
  }
  if (mediaType === FORM) {
    return { format: 'form', form: parseForm(decodeUtf8(rawBody)) };
  }
  throw bad(
    'content_type',
    'The content type must be application/json or application/x-www-form-urlencoded.',
  );
}

function mediaTypeOf(contentType: string | undefined): string | undefined {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase();
}

/** True if this is the content type of a form. */
export function isForm(contentType: string | undefined): boolean {
  return mediaTypeOf(contentType) === FORM;
}

/** @throws HavocError (invalid_argument) `body.json` if the text is not a JSON object */
export function parseObject(text: string, what: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw bad('json', `${what} is not well-formed JSON.`, cause);
  }
  if (!isObject(value)) throw bad('json', `${what} must be a JSON object.`);
  return value;
}

function decodeUtf8(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw bad('encoding', 'The body is not UTF-8.');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

/** @throws HavocError (invalid_argument) `body.form` or `body.repeated_field` */
export function parseForm(text: string): ReadonlyMap<string, string> {
  const form = new Map<string, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodeField(equals < 0 ? pair : pair.slice(0, equals));
    if (form.has(name)) throw bad('repeated_field', 'The body has the same form field twice.');
    form.set(name, equals < 0 ? '' : decodeField(pair.slice(equals + 1)));
  }
  return form;
}

function decodeField(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw bad('form', 'The body is not a well-formed form: a percent escape is broken.', cause);
  }
}

function bad(what: string, message: string, cause?: unknown): HavocError {
  return new HavocError({ kind: 'invalid_argument', code: `body.${what}`, message, cause });
}
