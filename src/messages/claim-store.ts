import type { Tx } from '../db/index.js';
import type { Content } from './content.js';
import { type LedgerRecord, type LedgerRow, textOf, toBytes, toLedgerRecord } from './ledger-record.js';

export interface Claim {
  team_id: string;
  key: string;
  /** A UUID that identifies the claim. */
  claim: string;
  /** How long the claim lasts without a renewal, by the database's clock. */
  claimMs: number;
}

/**
 * Claims a key, and creates it if it is new. Only one caller in the fleet has the claim, until it settles or releases
 * the claim, or the claim expires.
 *
 * @returns the record under the key; undefined while another caller has the claim
 */
export async function claimOrCreateKey(
  tx: Tx,
  { team_id, key, claim, claimMs }: Claim,
  channel: string,
): Promise<LedgerRecord | undefined> {
  const [row] = await tx.$queryRaw<LedgerRow[]>`
    insert into havoc_internal.ledger_message as m (team_id, key, channel, content, claim, claim_until)
    values (${team_id}, ${key}, ${channel}, ${toBytes({})}, ${claim}::uuid,
      clock_timestamp() + ${claimMs} * interval '1 millisecond')
    on conflict (team_id, key) do update set claim = excluded.claim, claim_until = excluded.claim_until
      where m.claim is null or m.claim_until < clock_timestamp()
    returning *`;
  return row ? toLedgerRecord(row) : undefined;
}

/** Claims an existing key. Returns `absent` if it does not exist. */
export async function claimKey(
  tx: Tx,
  { team_id, key, claim, claimMs }: Claim,
): Promise<LedgerRecord | 'absent' | undefined> {
  const [row] = await tx.$queryRaw<LedgerRow[]>`
    update havoc_internal.ledger_message m
    set claim = ${claim}::uuid, claim_until = clock_timestamp() + ${claimMs} * interval '1 millisecond'
    where team_id = ${team_id} and key = ${key} and (m.claim is null or m.claim_until < clock_timestamp())
    returning *`;
  if (row) return toLedgerRecord(row);
  const exists = await tx.ledgerMessage.count({ where: { team_id, key } });
  return exists ? undefined : 'absent';
}

/** Extends a claim while its holder calls Slack. Returns false if the claim is lost. */
export async function renewClaim(tx: Tx, id: bigint, { claim, claimMs }: Claim): Promise<boolean> {
  const renewed = await tx.$executeRaw`
    update havoc_internal.ledger_message
    set claim_until = clock_timestamp() + ${claimMs} * interval '1 millisecond'
    where id = ${id} and claim = ${claim}::uuid`;
  return renewed > 0;
}

/** What the holder of a claim did to the message in Slack. */
export interface Settlement {
  channel?: string;
  ts?: string;
  /** Null if the message is in no thread. */
  thread_ts?: string | null;
  content?: Content;
  postedAt?: Date;
  updatedAt?: Date;
  /** Null if the message exists again. */
  deletedAt?: Date | null;
}

/**
 * Records what was done, and releases the claim.
 *
 * @returns the record; undefined if the claim was lost, and then nothing is written
 */
export async function settleClaim(
  tx: Tx,
  id: bigint,
  claim: string,
  { content, ...done }: Settlement,
): Promise<LedgerRecord | undefined> {
  const [row] = await tx.ledgerMessage.updateManyAndReturn({
    where: { id, claim },
    data: {
      channel: done.channel,
      ts: done.ts,
      thread_ts: done.thread_ts,
      posted_at: done.postedAt,
      updated_at: done.updatedAt,
      deleted_at: done.deletedAt,
      ...(content && { content: toBytes(content), text: textOf(content), changed_elsewhere: false }),
      claim: null,
      claim_until: null,
    },
  });
  return row ? toLedgerRecord(row) : undefined;
}

/** Releases a claim. A key without a message is deleted with it. */
export async function releaseClaim(tx: Tx, id: bigint, claim: string): Promise<void> {
  const { count } = await tx.ledgerMessage.deleteMany({ where: { id, claim, ts: null } });
  if (count === 0) await settleClaim(tx, id, claim, {});
}
