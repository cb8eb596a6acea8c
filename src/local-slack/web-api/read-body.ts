import { isObject } from '../../base/index.js';
import type { Json } from '../model.js';

/**
 * Parses the body of a request to the Web API or a response_url: JSON, a form, or a form with JSON in `payload`.
 *
 * @returns undefined if the JSON is invalid or is not an object
 */
export function readBody(contentType: string | undefined, body: string): Json | undefined {
  if (contentType?.startsWith('application/json')) return parseObject(body);
  const fields = Object.fromEntries(new URLSearchParams(body));
  return typeof fields.payload === 'string' && Object.keys(fields).length === 1
    ? parseObject(fields.payload)
    : fields;
}

/** Parses a JSON object; undefined if the text is not one. */
export function parseObject(text: string): Json | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
