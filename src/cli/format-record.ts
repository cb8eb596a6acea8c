import { jsonText } from '../base/index.js';
import type { Record as TrafficRecord } from '../gen/havoc/v1/traffic.js';

/** Formats a record as one line, for people or as JSON. */
export function formatRecord(record: TrafficRecord, asJson: boolean): string {
  if (asJson)
    return JSON.stringify({ ...record, request: textOf(record.request), response: textOf(record.response) });
  const { id = '', at, direction, name = '', outcome = '', took_ms = 0, status, retry_num } = record;
  const notes = [status === undefined ? '' : `HTTP ${status}`, retry_num ? `retry ${retry_num}` : ''];
  return [
    at?.toISOString() ?? '',
    id.padStart(8),
    direction === 'in' ? 'from Slack' : 'to Slack  ',
    name.padEnd(36),
    outcome.padEnd(12),
    `${took_ms.toFixed(1).padStart(8)} ms`,
    ...notes.filter(Boolean),
  ].join('  ');
}

/** Formats a body: JSON is indented, other text stays as it is. */
export function formatBody(body: Uint8Array): string {
  const text = textOf(body) ?? '';
  try {
    return jsonText(JSON.parse(text), 2);
  } catch {
    return text;
  }
}

function textOf(body: Uint8Array | undefined): string | undefined {
  return body && Buffer.from(body).toString();
}
