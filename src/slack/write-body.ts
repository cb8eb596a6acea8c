import type { KindRow } from './kinds/index.js';

/** The body of a request and its content type. */
export interface WrittenBody {
  contentType: string;
  rawBody: string;
}

/** Writes a payload as Slack sends its kind over HTTP. */
export function writeBody(sentAs: KindRow['sentAs'], payload: Record<string, unknown>): WrittenBody {
  const json = JSON.stringify(payload);
  if (sentAs === 'json') return { contentType: 'application/json', rawBody: json };
  const fields = new URLSearchParams(sentAs === 'payload' ? { payload: json } : undefined);
  if (sentAs === 'fields')
    for (const [name, value] of Object.entries(payload)) fields.set(name, String(value));
  return {
    contentType: 'application/x-www-form-urlencoded',
    rawBody: fields.toString(),
  };
}
