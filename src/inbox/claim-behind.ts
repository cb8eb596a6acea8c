import type { Pool } from 'pg';
import { HEAD, runs } from './claim-in-order-sql.js';
import { CLAIMED, RELAXED, RESULT } from './claim-sql.js';
import { type ClaimRow, columnsOf, toFollowers } from './claimed-rows.js';
import type { ClaimedEnvelope, LeaseRef } from './envelope.js';
import type { ClaimBehindOptions } from './inbox.js';
import { untilUndisputed } from './until-undisputed.js';

export interface BehindOptions extends ClaimBehindOptions {
  leaseMs: number;
  replica: string;
}

/**
 * SQL that makes lines longer: it claims the envelopes behind the last claimed envelope of each given
 * conversation. The parameters $2 to $12 are those of `claimInOrderSql`. $1 is the number of lines; $13 and
 * $14 are the ids and leases of their last envelopes. The turn passes from the old last envelope to the new
 * one. The statement takes it from the old one first, because a unique index allows only one for each
 * conversation.
 */
const CLAIM_BEHIND = `
  with ${RELAXED}, first as materialized (
    select one.* from unnest($13::bigint[], $14::uuid[]) as given (id, lease) cross join lateral (
      select ${HEAD} from havoc_internal.unsettled as envelope
      where envelope.id = given.id and envelope.lease = given.lease and not_before > now() and in_turn
      limit 1 for update skip locked
    ) as one limit $1
  ), ${runs('true')}, moved as (
    update havoc_internal.unsettled as envelope set in_turn = false
    from (select distinct head from behind) as line where envelope.id = line.head
    returning envelope.id
  ), chosen as materialized (
    select id, 2 as place, head, false as counts, id = max(id) over (partition by head) as in_turn
    from behind where head in (select id from moved)
  ), ${CLAIMED}
  ${RESULT}`;

/** @returns for each line, in the order given, the envelopes that were claimed behind it */
export async function claimBehind(
  pool: Pool,
  lasts: readonly LeaseRef[],
  { limit, ordered, maxAttempts, leaseMs, replica }: BehindOptions,
): Promise<ClaimedEnvelope[][]> {
  const { rows } = await untilUndisputed(() =>
    pool.query<ClaimRow>({
      name: 'inbox_claim_behind',
      text: CLAIM_BEHIND,
      values: [
        lasts.length,
        leaseMs,
        ...columnsOf({ kinds: [], names: [] }),
        replica,
        maxAttempts,
        ...columnsOf(ordered),
        lasts.length * limit,
        limit,
        lasts.map(({ id }) => id),
        lasts.map(({ lease }) => lease),
      ],
    }),
  );
  const followers = toFollowers(rows);
  return lasts.map(({ id }) => followers.get(id) ?? []);
}
