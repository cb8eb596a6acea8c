import type { ClaimedEnvelope, ClaimedHead } from './envelope.js';
import type { Selection } from './inbox.js';

/** A result row of a claim: an envelope, or information about the claim. */
export interface ClaimRow {
  /**
   * `again`: the claim changed something that another round may claim. `team`: the last workspace that was
   * served. `walked`: how far the walk over a workspace's conversations came.
   */
  fate: 'claimed' | 'dead' | 'again' | 'team' | 'walked';
  id: string;
  dedupe_key: string;
  kind: string;
  name: string;
  team_id: string;
  order_key: string | null;
  payload: Buffer;
  received_at: Date;
  reply_by: Date | null;
  parked_ms: number | null;
  /** The attempt; in a `walked` row, how many conversations were looked at. */
  attempt: number;
  lease: string;
  origin: string | null;
  replayed: boolean;
  /** 0 if Slack waits for a reply. */
  place: number;
  /** The id of the envelope that it follows; its own id if it follows none. */
  head: string;
}

export function isSome({ kinds, names }: Selection): boolean {
  return kinds.length + names.length > 0;
}

/** Returns the selection as three arrays for SQL. */
export function columnsOf({ kinds, names }: Selection): string[][] {
  return [[...kinds], names.map(({ kind }) => kind), names.map(({ name }) => name)];
}

/**
 * Returns the claimed heads with their followers. Those that Slack waits for come first, then the others by
 * age.
 */
export function toHeads(rows: readonly ClaimRow[]): ClaimedHead[] {
  const followers = toFollowers(rows);
  return rows
    .filter(({ id, head }) => id === head)
    .sort(inTurn)
    .map((row) => ({ ...toEnvelope(row), followers: followers.get(row.id) ?? [] }));
}

/** Returns the followers, oldest first, by the id of the envelope that they follow. */
export function toFollowers(rows: readonly ClaimRow[]): Map<string, ClaimedEnvelope[]> {
  const followers = new Map<string, ClaimedEnvelope[]>();
  for (const row of rows.filter(({ id, head }) => id !== head).sort(inTurn)) {
    const line = followers.get(row.head);
    if (line) line.push(toEnvelope(row));
    else followers.set(row.head, [toEnvelope(row)]);
  }
  return followers;
}

/** Compares rows: those that Slack waits for come first, newest deadline first, then the others by age. */
function inTurn(one: ClaimRow, other: ClaimRow): number {
  if ((one.place === 0) !== (other.place === 0)) return one.place - other.place;
  if (one.place === 0) return Number(other.reply_by) - Number(one.reply_by);
  return Number(BigInt(one.id) - BigInt(other.id));
}

function toEnvelope(row: ClaimRow): ClaimedEnvelope {
  return {
    id: row.id,
    dedupeKey: row.dedupe_key,
    kind: row.kind,
    name: row.name,
    teamId: row.team_id || undefined,
    orderKey: row.order_key ?? undefined,
    payload: row.payload,
    receivedAt: row.received_at,
    replyBy: row.reply_by ?? undefined,
    parkedMs: row.parked_ms ?? undefined,
    attempt: row.attempt,
    lease: row.lease,
    origin: row.origin ?? undefined,
    replayed: row.replayed,
  };
}
