import { asObject, jsonText } from '../base/index.js';
import type { LedgerMessage } from '../gen/prisma/client.js';
import type { Content } from './content.js';

/** A message as the ledger has it. */
export interface LedgerRecord {
  id: bigint;
  /** The workspace, or an org-wide installation's organisation. */
  team_id: string;
  channel: string;
  /** Absent while the first post under the key is on its way. */
  ts?: string;
  thread_ts?: string;
  /** The app's own name for it. */
  key?: string;
  text?: string;
  /** As last sent. */
  content: Content;
  /** Slack has shown another content since. */
  changedElsewhere: boolean;
  postedAt?: Date;
  updatedAt?: Date;
  /** Present once the message is gone. */
  deletedAt?: Date;
}

/** What happened to a message, as an answer or an event tells it. */
export type LedgerChange = { team_id: string; channel: string; ts: string; at: Date } & (
  | { change: 'posted'; thread_ts?: string; content: Content }
  | { change: 'updated'; content: Content }
  | { change: 'deleted' }
  /** An event shows the message after an edit, by whomever. */
  | { change: 'shown'; content: Content }
);

/** The columns that a record of these fields has. */
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

/** The column for people and for look-ups; content has the exact text. */
export function textOf({ text, markdown_text }: Content): string | null {
  const shown = typeof text === 'string' ? text : markdown_text;
  return typeof shown === 'string' ? shown.replaceAll('\0', '') : null;
}

function fromBytes(bytes: Uint8Array): Content {
  const parsed: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  return asObject(parsed);
}
