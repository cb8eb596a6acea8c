import { intoDeadLetters } from './settle.js';

/** How a claim finds due envelopes, apart from urgent ones and those whose leases ran out. */
export type Search =
  /** The oldest. */
  | 'oldest'
  /** The oldest of the kinds and names that are not excepted, even behind many older excepted envelopes. */
  | 'of kinds'
  /** A share for each workspace, its oldest first. */
  | 'shares';

/** Which envelopes a claim takes: all, or only those that belong to no conversation. */
export type Among = 'all' | 'alone';

/**
 * SQL that claims envelopes one by one, regardless of their conversations.
 *
 * $1 limit, $2 lease in ms, $3 excepted kinds, $4 and $5 excepted kinds and names, $6 this replica, $7 most
 * attempts, and for shares: $8 the last workspace served, $9 most workspaces to serve, $10 most envelopes of
 * one workspace to look at (null: all).
 */
export function claimSql(search: Search, among: Among): string {
  const isWanted = among === 'all' ? 'true' : 'order_key is null';
  return `
    with recursive ${RELAXED}, ${urgentAmong(isWanted)}, expired as materialized (
      select id from havoc_internal.unsettled as envelope
      where ${HAS_RUN_OUT} and ${IS_NO_EXCEPTION} and ${isWanted}
      order by not_before limit $1 - (select count(*) from urgent) for update skip locked
    ), room as materialized (
      select $1 - (select count(*) from urgent) - (select count(*) from expired) as size
    ), ${SEARCHES[search](isWanted)}, chosen as materialized (
      ${chooseOneByOne('urgent', 0)} union all ${chooseOneByOne('expired', 1)}
      union all (${chooseOneByOne('due', 2)} limit (select size from room))
    ), ${CLAIMED}
    ${RESULT}
    ${search === 'shares' ? `union all (${LAST_TEAM})` : ''}`;
}

/**
 * Makes the commit return without waiting for the disk. If a crash undoes a claim, the effect is as if its
 * leases had run out.
 */
export const RELAXED = `relaxed as materialized (select set_config('synchronous_commit', 'off', true))`;

/**
 * True if the row is not excepted. `coalesce` hides the comparison from the planner, which then expects that
 * half of the rows remain. Without `coalesce` the planner sees a comparison with an unknown list. If all rows
 * are of one kind, it then expects that almost no rows remain, and sorts the whole table.
 */
export const IS_NO_EXCEPTION = `
  coalesce(kind <> all ($3::text[]) and (kind, name) not in (select * from unnest($4::text[], $5::text[])), true)`;

/**
 * True if this replica may claim the row. A row that another replica should claim is open to all after 2 s.
 */
const IS_OURS = `
  (wanted_by is null or wanted_by = $6::uuid or not_before <= now() - interval '2 seconds')`;

const IS_NOT_URGENT = '(reply_by is null or reply_by <= now())';
export const HAS_RUN_OUT = `lease is not null and not_before <= now() and ${IS_NOT_URGENT}`;
export const IS_FREE = `lease is null and not_before <= now() and ${IS_OURS}`;
export const IS_DUE = `${IS_FREE} and ${IS_NOT_URGENT}`;

export function urgentAmong(isWanted: string): string {
  return `urgent as materialized (
    select id from havoc_internal.unsettled as envelope
    where reply_by > now() and not_before <= now() and ${IS_OURS} and ${IS_NO_EXCEPTION} and ${isWanted}
    order by reply_by desc limit $1 for update skip locked
  )`;
}

/** Selects rows for the CTE `chosen`: envelopes that are claimed regardless of their conversations. */
export function chooseOneByOne(found: string, place: number): string {
  return `select id, ${place} as place, id as head, true as counts, false as in_turn from ${found}`;
}

const IS_FOUND = 'envelope.id = any (array(select id from found))';

/**
 * CTEs that claim the envelopes in `chosen`, or make them dead letters if their attempts are used up. The
 * rows are looked up one by one, because a join might scan the whole table, which is slow if the table is
 * large or once was. The limits of a claim are parameters, so the planner would expect that a tenth of the
 * table is chosen. For an array it expects only a few elements, and looks up each of them in the index.
 */
export const CLAIMED = `
  found as materialized (
    select chosen.*, one.attempt >= $7 as used_up
    from chosen cross join lateral (
      select attempt from havoc_internal.unsettled as envelope where envelope.id = chosen.id limit 1
    ) as one
  ), gone as (
    delete from havoc_internal.unsettled as envelope
    using found where envelope.id = found.id and ${IS_FOUND} and used_up
    returning envelope.*, 'attempts' as reason, coalesce(last_error, 'the lease ran out') as error
  ), dead as (${intoDeadLetters('gone')}), claimed as (
    update havoc_internal.unsettled as envelope
    set attempt = attempt + counts::int, lease = gen_random_uuid(), wanted_by = null, parked = false,
      in_turn = found.in_turn, parked_at = case when lease is null then parked_at end,
      not_before = now() + $2 * interval '1 millisecond'
    from found, relaxed where envelope.id = found.id and ${IS_FOUND} and not used_up
    returning envelope.*, found.place, found.head, found.counts
  )`;

/** Selects the envelopes that were claimed and those that became dead letters. */
export const RESULT = `
  select 'claimed' as fate, claimed.id, claimed.dedupe_key, claimed.kind, claimed.name, claimed.team_id,
    claimed.order_key, stored.payload, claimed.received_at, claimed.reply_by,
    extract(epoch from now() - claimed.parked_at)::float8 * 1000 as parked_ms,
    claimed.attempt + (not claimed.counts)::int as attempt,
    claimed.lease, claimed.origin, claimed.replayed, claimed.place, claimed.head
  from claimed cross join lateral (
    select payload from havoc_internal.envelope
    where envelope.dedupe_key = claimed.dedupe_key and envelope.day = claimed.day limit 1
  ) as stored
  union all
  select 'dead', id, dedupe_key, kind, name, team_id, order_key, null, received_at, reply_by, null, attempt,
    lease, origin, replayed, 0, id from gone`;

/**
 * Selects result rows that describe no envelope. The column `attempt` holds how many conversations were
 * looked at.
 */
export function tell(
  fate: string,
  columns: { teamId?: string; orderKey?: string; looked?: string },
  from: string,
): string {
  const { teamId = 'null', orderKey = 'null', looked = 'null' } = columns;
  return `
    select '${fate}', 0, null, null, null, ${teamId}, ${orderKey}, null, null, null, null, ${looked}, null, null, null,
      0, 0
    from ${from}`;
}

const oldest = (isWanted: string) => `
  due as materialized (
    select id from havoc_internal.unsettled as envelope
    where ${IS_DUE} and ${IS_NO_EXCEPTION} and ${isWanted}
    order by not_before, id limit (select size from room) for update skip locked
  )`;

/**
 * CTEs that find the oldest envelopes of all kinds and names that are not excepted. They step through the
 * index from one kind and name to the next, and so skip all envelopes of an excepted kind or name at once.
 *
 * @param isExceptedKind SQL: true if the kind `lane.kind` is excepted with all of its names
 * @param isExcepted SQL: true if envelopes of `kind` and `name` are excepted
 */
export function findOfKinds(
  isWanted: string,
  { isExceptedKind, isExcepted }: { isExceptedKind: string; isExcepted: string },
): string {
  return `
    lane (kind, name) as (
      (select kind, name from havoc_internal.unsettled
       where lease is null and ${isWanted} order by kind, name limit 1)
      union all
      select following.kind, following.name from lane cross join lateral (
        (select kind, name from havoc_internal.unsettled
         where (${isExceptedKind}) and lease is null and ${isWanted} and kind > lane.kind
         order by kind, name limit 1)
        union all
        (select kind, name from havoc_internal.unsettled
         where not (${isExceptedKind}) and lease is null and ${isWanted} and (kind, name) > (lane.kind, lane.name)
         order by kind, name limit 1)
      ) as following
    ), eldest as materialized (
      select one.id from lane cross join lateral (
        select id, not_before from havoc_internal.unsettled as envelope
        where envelope.kind = lane.kind and envelope.name = lane.name and ${IS_DUE} and ${isWanted}
        order by not_before, id limit 2 * (select size from room)
      ) as one
      where not (${isExcepted}) order by one.not_before, one.id limit 2 * (select size from room)
    )`;
}

const ofKinds = (isWanted: string) => `
  ${findOfKinds(isWanted, {
    isExceptedKind: 'lane.kind = any ($3::text[])',
    isExcepted: `not (${IS_NO_EXCEPTION})`,
  })}, due as materialized (
    ${lockEldest(`${IS_DUE} and ${isWanted}`)}
  )`;

/** Locks the envelopes in `eldest` for which the condition still holds, oldest first. */
export function lockEldest(condition: string): string {
  return `
    select one.id from eldest cross join lateral (
      select id from havoc_internal.unsettled as envelope
      where envelope.id = eldest.id and ${condition} limit 1 for update skip locked
    ) as one limit (select size from room)`;
}

const nextTeam = (after: string, isWanted: string) => `
  coalesce(
    (select team_id from havoc_internal.unsettled where lease is null and ${isWanted} and team_id > ${after}
     order by team_id limit 1),
    (select team_id from havoc_internal.unsettled where lease is null and ${isWanted} order by team_id limit 1))`;

/** Visits the workspaces in turn through the index: starts after the last one served and wraps around. */
const shares = (isWanted: string) => `
  team (team_id, first, place) as (
    select start.team_id, start.team_id, 1 from (select ${nextTeam('$8', isWanted)} as team_id) as start
    where start.team_id is not null
    union all
    select following.team_id, first, place + 1
    from team cross join lateral (select ${nextTeam('team.team_id', isWanted)} as team_id) as following
    where place < $9 and following.team_id <> first
  ), share as materialized (
    select ceil((select size from room)::float8 / greatest((select count(*) from team), 1))::bigint as size
  ), due as materialized (
    select one.id from team cross join lateral (
      select id from havoc_internal.unsettled as envelope
      where team_id = team.team_id and ${IS_DUE} and ${IS_NO_EXCEPTION} and ${isWanted} and not_before <= case
        when $10::int is null then now() else coalesce((
          select not_before from havoc_internal.unsettled as further
          where further.team_id = team.team_id and lease is null and ${isWanted} and not_before <= now()
          order by not_before offset $10 limit 1), now()) end
      order by not_before, id limit (select size from share) for update skip locked
    ) as one
  )`;

const LAST_TEAM = tell(
  'team',
  { teamId: 'team_id' },
  '(select team_id from team order by place desc limit 1) as last',
);

const SEARCHES: Record<Search, (isWanted: string) => string> = { oldest, 'of kinds': ofKinds, shares };
