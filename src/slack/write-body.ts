import type { KindRow } from './kinds/index.js';

/** A request's body, with the content type that says how to read it. */
export interface WrittenBody {
  contentType: string;
  rawBody: string;
}

/** Writes a payload in the way that Slack sends its kind over HTTP. */
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
