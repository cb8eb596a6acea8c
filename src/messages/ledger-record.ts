import { asObject, jsonText } from '../base/index.js';
import type { LedgerMessage } from '../gen/prisma/client.js';
import type { Content } from './content.js';

/** A message as recorded in the ledger. */
export interface LedgerRecord {
  id: bigint;
  /** The workspace; for an org-wide installation, the organisation. */
  team_id: string;
  channel: string;
  /** Absent until the first post under the key has succeeded. */
  ts?: string;
  thread_ts?: string;
  /** The key that the app chose. */
  key?: string;
  text?: string;
  /** The content last sent. */
  content: Content;
  /** True if Slack has shown other content since. */
  changedElsewhere: boolean;
  postedAt?: Date;
  updatedAt?: Date;
  /** When the message was deleted. */
  deletedAt?: Date;
}

/** A change of a message, from one of Slack's answers or events. */
export type LedgerChange = { team_id: string; channel: string; ts: string; at: Date } & (
  | { change: 'posted'; thread_ts?: string; content: Content }
  | { change: 'updated'; content: Content }
  | { change: 'deleted' }
  /** An event shows the message after an edit by anyone. */
  | { change: 'shown'; content: Content }
);

/** The columns that a record is made from. */
export type LedgerRow = Omit<LedgerMessage, 'claim' | 'claim_until'>;

export function toLedgerRecord(row: LedgerRow): LedgerRecord {
  return {
    id: row.id,
    team_id: row.team_id,
    channel: row.channel,
    ts: row.ts ?? undefined,
    thread_ts: row.thread_ts ?? undefined,
    key: row.key ?? undefined,
    text: row.text ?? undefined,
    content: fromBytes(row.content),
    changedElsewhere: row.changed_elsewhere,
    postedAt: row.posted_at ?? undefined,
    updatedAt: row.updated_at ?? undefined,
    deletedAt: row.deleted_at ?? undefined,
  };
}

export function toBytes(content: Content): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(jsonText(content)));
}

/** The value of the column `text`, for people and for lookups. The content has the exact text. */
export function textOf({ text, markdown_text }: Content): string | null {
  const shown = typeof text === 'string' ? text : markdown_text;
  return typeof shown === 'string' ? shown.replaceAll('\0', '') : null;
}

function fromBytes(bytes: Uint8Array): Content {
  const parsed: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  return asObject(parsed);
}
