import type { Tx } from '../db/index.js';
import type { Content } from './content.js';
import { type LedgerRecord, type LedgerRow, textOf, toBytes, toLedgerRecord } from './ledger-record.js';

export interface Claim {
  team_id: string;
  key: string;
  /** A UUID of the claimer's own. */
  claim: string;
  /** How long others wait for it, by the database's clock. */
  claimMs: number;
}

/**
 * Takes the key, and makes it where it is new. Only one claimer in the fleet has it until it settles, releases
 * or lets its time run out.
 *
 * @returns what stands under the key; undefined while another has it
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

/** The same for a key that must exist: `absent` where it does not. */
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

/** Keeps the claim alive while Slack is called. */
export async function renewClaim(tx: Tx, id: bigint, { claim, claimMs }: Claim): Promise<boolean> {
  const renewed = await tx.$executeRaw`
    update havoc_internal.ledger_message
    set claim_until = clock_timestamp() + ${claimMs} * interval '1 millisecond'
    where id = ${id} and claim = ${claim}::uuid`;
  return renewed > 0;
}

/** What the claimer did to the message in Slack. */
export interface Settlement {
  channel?: string;
  ts?: string;
  /** Null: it stands in none. */
  thread_ts?: string | null;
  content?: Content;
  postedAt?: Date;
  updatedAt?: Date;
  /** Null: it stands again. */
  deletedAt?: Date | null;
}

/**
 * Writes down what was done, and lets go of the claim.
 *
 * @returns the record; undefined, and nothing is written, when the claim was lost
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

/** Lets go of the claim; a key under which nothing was ever posted is gone with it. */
export async function releaseClaim(tx: Tx, id: bigint, claim: string): Promise<void> {
  const { count } = await tx.ledgerMessage.deleteMany({ where: { id, claim, ts: null } });
  if (count === 0) await settleClaim(tx, id, claim, {});
}
