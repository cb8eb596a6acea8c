import { isObject } from '../../base/index.js';
import type { Json } from '../model.js';

/**
 * What a request to the Web API or a response_url carries, whichever way it is written.
 *
 * @returns undefined where it is not what its content type says
 */
export function readBody(contentType: string | undefined, body: string): Json | undefined {
  if (contentType?.startsWith('application/json')) return parseObject(body);
  const fields = Object.fromEntries(new URLSearchParams(body));
  return typeof fields.payload === 'string' && Object.keys(fields).length === 1
    ? parseObject(fields.payload)
    : fields;
}

/** The JSON object that the text is; undefined where it is none. */
export function parseObject(text: string): Json | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
