import { intoDeadLetters } from './settle.js';
import { wakeEarlier, wakeNext } from './wake.js';

/** How the envelopes are found that are due beside the urgent ones. */
export type Search =
  /** The oldest. */
  | 'oldest'
  /** The oldest of each kind and name that is not excepted, however many of the excepted are older. */
  | 'of kinds'
  /** The oldest of each workspace, a share for each. */
  | 'shares';

/** What was found is looked up row by row: a join might read through a table that was large once.
 *
 * $1 limit, $2 lease in ms, $3 excepted kinds, $4 and $5 excepted kinds and names, $6 this replica, $7 most attempts,
 * $8 kinds in order, $9 and $10 kinds and names in order,
 * and for shares: $11 the last workspace served, $12 how many to serve, $13 how many of one to look at
 * (all where null). */
export function claimSql(search: Search, { isOrdered }: { isOrdered: boolean }): string {
  return `
    with recursive relaxed as materialized (
      select set_config('synchronous_commit', 'off', true)
    ), urgent as materialized (
      select id from havoc_internal.unsettled as envelope
      where reply_by > now() and not_before <= now() and ${IS_OURS} and ${IS_NO_EXCEPTION}
      order by reply_by desc limit $1 for update skip locked
    ), expired as materialized (
      select id from havoc_internal.unsettled as envelope
      where lease is not null and not_before <= now() and ${IS_NOT_URGENT} and ${IS_NO_EXCEPTION}
      order by not_before limit $1 - (select count(*) from urgent) for update skip locked
    ), room as materialized (
      select $1 - (select count(*) from urgent) - (select count(*) from expired) as size
    ), ${SEARCHES[search]}, freed as materialized (
      select id from havoc_internal.unsettled as envelope
      where ${isOrdered ? 'false' : 'held_back and not_before > now()'} and ${IS_NO_EXCEPTION}
      order by order_key, id limit (select greatest(size - (select count(*) from due), 0) from room)
      for update skip locked
    ), found as materialized (
      select id, 0 as place from urgent union all select id, 1 from expired
      union all (select id, 2 from due limit (select size from room))
      union all select id, 2 from freed
    ), chosen as materialized (
      select envelope.id, order_key, place, ${IS_IN_ORDER} as in_turn,
        ${IS_IN_ORDER}${isOrdered ? ` and ${IS_BLOCKED}` : ''} as blocked, attempt >= $7 as used_up
      from found cross join lateral (
        select * from havoc_internal.unsettled as one where one.id = found.id limit 1
      ) as envelope
    ), ${isOrdered ? WAITING : ''} gone as (
      delete from havoc_internal.unsettled as envelope
      using chosen where envelope.id = chosen.id and used_up and not blocked
      returning envelope.*, 'attempts' as reason, coalesce(last_error, 'the lease ran out') as error
    ), dead as (${intoDeadLetters('gone')}), woken as (${wakeNext('gone')}), claimed as (
      update havoc_internal.unsettled as envelope
      set attempt = attempt + 1, lease = gen_random_uuid(), wanted_by = null, held_back = false, in_turn = chosen.in_turn,
        parked_at = case when lease is null then parked_at end,
        not_before = now() + $2 * interval '1 millisecond'
      from chosen, relaxed where envelope.id = chosen.id and not used_up and not blocked
      returning envelope.*, chosen.place
    )
    select 'claimed' as fate, claimed.id, claimed.dedupe_key, claimed.kind, claimed.name, claimed.team_id,
      claimed.order_key, stored.payload, claimed.received_at, claimed.reply_by,
      extract(epoch from now() - claimed.parked_at)::float8 * 1000 as parked_ms, claimed.attempt,
      claimed.lease, claimed.origin, claimed.replayed, claimed.place
    from claimed cross join lateral (
      select payload from havoc_internal.envelope
      where envelope.dedupe_key = claimed.dedupe_key and envelope.day = claimed.day limit 1
    ) as stored
    union all
    select 'dead', id, dedupe_key, kind, name, team_id, order_key, null, received_at, reply_by, null, attempt,
      lease, origin, replayed, 0 from gone
    ${isOrdered ? `union all ${THOSE_THAT_WAIT}` : ''}
    ${search === 'shares' ? `union all (${LAST_TEAM})` : ''}`;
}

const IS_NO_EXCEPTION = `
  kind <> all ($3::text[]) and (kind, name) not in (select * from unnest($4::text[], $5::text[]))`;

/** What another replica should take is everybody's after 2 s. */
const IS_OURS = `
  (wanted_by is null or wanted_by = $6::uuid or not_before <= now() - interval '2 seconds')`;

const IS_NOT_URGENT = '(reply_by is null or reply_by <= now())';
const IS_DUE = `lease is null and not_before <= now() and ${IS_NOT_URGENT} and ${IS_OURS}`;

const IS_IN_ORDER = `
  order_key is not null and ('*' = any ($8::text[]) or envelope.kind = any ($8::text[])
    or (envelope.kind, envelope.name) in (select * from unnest($9::text[], $10::text[])))`;

/**
 * By anything before it, though what is parked, and still waits, holds up nothing; and by whatever has its turn, which
 * may come after it where this came late: ids are drawn before the commit, and what was parked comes back.
 */
const IS_BEHIND = `
  exists (
    select from havoc_internal.unsettled as earlier
    where earlier.order_key = envelope.order_key and earlier.id < envelope.id
      and not (earlier.parked_at is not null and earlier.lease is null and not earlier.held_back
        and earlier.not_before > now()))`;
const IS_BLOCKED = `
  (${IS_BEHIND} or exists (
    select from havoc_internal.unsettled as other
    where other.order_key = envelope.order_key and other.in_turn and other.id <> envelope.id))`;

/**
 * Who goes before wakes the next; only a wake that was missed is waited out. The longer the line, the longer; what is
 * the first of it, and waits for a later one, is one alone of its conversation.
 */
const HOLD = `
  greatest(interval '100 milliseconds', least((now() - received_at) / 2,
    case when ${IS_BEHIND} then interval '1 minute' else interval '1 second' end))`;

/**
 * What is blocked is held back, and has no lease. Where the turn is with one whose lease has run out, that is over: it
 * is held back in the place of what is before it, which has its turn in the next round.
 */
const WAITING = `
  over as materialized (
    select expired.id from chosen cross join lateral (
      select id from havoc_internal.unsettled as holder
      where holder.order_key = chosen.order_key and holder.in_turn and holder.id >= chosen.id
        and holder.not_before <= now()
      limit 1 for update skip locked
    ) as expired where chosen.blocked
  ), lapsed as (
    update havoc_internal.unsettled as envelope
    set held_back = true, in_turn = false, lease = null, not_before = now() + ${HOLD}
    from over where envelope.id = over.id returning envelope.id, envelope.order_key
  ), next as (${wakeEarlier('lapsed')}), held as (
    update havoc_internal.unsettled as envelope
    set held_back = true, lease = null, not_before = now() + ${HOLD}
    from chosen where envelope.id = chosen.id and blocked and not exists (
      select from chosen as dying
      where dying.order_key = chosen.order_key and dying.used_up and not dying.blocked
    ) and chosen.order_key not in (select order_key from lapsed) returning envelope.id
  ),`;

const THOSE_THAT_WAIT = `
  select fate, id, null, null, null, null, null, null, null, null, null, null, null, null, null, 0
  from (select 'held' as fate, id from held union all select 'lapsed', id from lapsed) as waiting`;

const OLDEST = `
  due as materialized (
    select id from havoc_internal.unsettled as envelope
    where ${IS_DUE} and ${IS_NO_EXCEPTION}
    order by not_before, id limit (select size from room) for update skip locked
  )`;

/** Goes from one kind and name to the next through the index, past all of the excepted at once. */
const OF_KINDS = `
  lane (kind, name) as (
    (select kind, name from havoc_internal.unsettled where lease is null order by kind, name limit 1)
    union all
    select following.kind, following.name from lane cross join lateral (
      (select kind, name from havoc_internal.unsettled
       where lane.kind = any ($3::text[]) and lease is null and kind > lane.kind order by kind, name limit 1)
      union all
      (select kind, name from havoc_internal.unsettled
       where lane.kind <> all ($3::text[]) and lease is null and (kind, name) > (lane.kind, lane.name)
       order by kind, name limit 1)
    ) as following
  ), oldest as materialized (
    select one.id from lane cross join lateral (
      select id, not_before from havoc_internal.unsettled as envelope
      where envelope.kind = lane.kind and envelope.name = lane.name and ${IS_DUE}
      order by not_before, id limit 2 * (select size from room)
    ) as one
    where ${IS_NO_EXCEPTION} order by one.not_before, one.id limit 2 * (select size from room)
  ), due as materialized (
    select id from havoc_internal.unsettled as envelope
    where id in (select id from oldest) and ${IS_DUE}
    order by not_before, id limit (select size from room) for update skip locked
  )`;

const nextTeam = (after: string) => `
  coalesce(
    (select team_id from havoc_internal.unsettled where lease is null and team_id > ${after} order by team_id limit 1),
    (select team_id from havoc_internal.unsettled where lease is null order by team_id limit 1))`;

/** Goes from workspace to workspace through the index, beginning after the last one served, and around. */
const SHARES = `
  team (team_id, first, place) as (
    select start.team_id, start.team_id, 1 from (select ${nextTeam('$11')} as team_id) as start
    where start.team_id is not null
    union all
    select following.team_id, first, place + 1
    from team cross join lateral (select ${nextTeam('team.team_id')} as team_id) as following
    where place < $12 and following.team_id <> first
  ), share as materialized (
    select ceil((select size from room)::float8 / greatest((select count(*) from team), 1))::bigint as size
  ), due as materialized (
    select one.id from team cross join lateral (
      select id from havoc_internal.unsettled as envelope
      where team_id = team.team_id and ${IS_DUE} and ${IS_NO_EXCEPTION} and not_before <= case
        when $13::int is null then now() else coalesce((
          select not_before from havoc_internal.unsettled as further
          where further.team_id = team.team_id and lease is null and not_before <= now()
          order by not_before offset $13 limit 1), now()) end
      order by not_before, id limit (select size from share) for update skip locked
    ) as one
  )`;

const LAST_TEAM = `
  select 'team', 0, null, null, null, team_id, null, null, null, null, null, null, null, null, null, 0
  from team order by place desc limit 1`;

const SEARCHES: Record<Search, string> = { oldest: OLDEST, 'of kinds': OF_KINDS, shares: SHARES };
