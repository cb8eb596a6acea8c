import {
  CLAIMED,
  chooseOneByOne,
  findOfKinds,
  HAS_RUN_OUT,
  IS_DUE,
  IS_FREE,
  IS_NO_EXCEPTION,
  lockEldest,
  RELAXED,
  RESULT,
  tell,
  urgentAmong,
} from './claim-sql.js';

/**
 * SQL that claims by conversation: the first envelope of each, and up to the given number of envelopes behind
 * it. A walk through an index goes from the first envelope of one conversation to the first of the next. So
 * its cost depends on the number of conversations looked at, not on how many envelopes wait in each.
 * Envelopes that belong to no conversation, or that no subscriber wants in order, are claimed one by one in
 * the same statement.
 *
 * $1 limit, $2 lease in ms, $3 excepted kinds, $4 and $5 excepted kinds and names, $6 this replica, $7 most
 * attempts, $8 kinds in order, $9 and $10 kinds and names in order, $11 most envelopes to claim behind first
 * ones in total, $12 most to claim behind the first one of a conversation, $13 the last workspace served, $14
 * most workspaces to serve, $15 workspaces in which the walk continues, $16 the conversation in each of them
 * after which it continues, $17 most conversations to look at in all, $18 and $19 conversations to look at
 * first, by workspace and key.
 *
 * @param hasOthers true if there are kinds that no subscriber wants in order
 */
export function claimInOrderSql({ hasOthers }: { hasOthers: boolean }): string {
  return `
    with recursive ${RELAXED}, ${urgentAmong(`not ${IS_IN_ORDER}`)}, ${EXPIRED}, ${RESUMED},
    room as materialized (
      select $1 - (select count(*) from urgent) - (select count(*) from expired where not is_in_order) as size
    ), ${TEAMS}, ${ALONE}, ${hasOthers ? `${OTHERS},` : ''} beside as materialized (
      select id from alone ${hasOthers ? 'union all select id from others' : ''}
    ), ${WALK}, ${FIRST}, ${LAPSED},
    ${runs('not first.in_turn and first.attempt < $7')}, chosen as materialized (
      ${chooseOneByOne('urgent', 0)} union all ${chooseOneByOne('expired where not is_in_order', 1)}
      union all select id, 2, id, true, not exists (select from behind where behind.head = first.id) from first
      union all select id, 2, head, false, id = max(id) over (partition by head) from behind
      union all (${chooseOneByOne('beside', 2)} limit (select size - (select count(*) from first) from room))
    ), ${CLAIMED}
    ${RESULT}
    union all ${tell('again', {}, '(select from lapsed union all select from resumed) as changed')}
    union all ${tell('walked', { teamId: 'team_id', orderKey: 'walked_to', looked: 'looked' }, '(select * from walked_team order by place) as walked_team')}`;
}

const IS_IN_ORDER = `
  (order_key is not null and ('*' = any ($8::text[]) or envelope.kind = any ($8::text[])
    or (envelope.kind, envelope.name) in (select * from unnest($9::text[], $10::text[]))))`;

const EXPIRED = `
  expired as materialized (
    select id, team_id, order_key, ${IS_IN_ORDER} as is_in_order from havoc_internal.unsettled as envelope
    where ${HAS_RUN_OUT} and ${IS_NO_EXCEPTION} and not exists (
      select from havoc_internal.unsettled as other
      where other.team_id = envelope.team_id and other.order_key = envelope.order_key and other.in_turn
        and other.not_before > now() and other.id <> envelope.id
    )
    order by not_before limit $1 - (select count(*) from urgent) for update skip locked
  )`;

/** Unparks envelopes whose parking time is over: they count in the order of their conversations again. */
const RESUMED = `
  resumed as (
    update havoc_internal.unsettled set parked = false
    where id in (
      select id from havoc_internal.unsettled where parked and not_before <= now() and order_key is not null
      order by not_before limit 500 for update skip locked
    ) returning team_id, order_key
  )`;

const IS_OF_CONVERSATION = 'order_key is not null and not parked';
const IS_ALONE = 'lease is null and order_key is null';

const firstTeam = (condition: string) => `
  least(
    (select team_id from havoc_internal.unsettled where ${IS_OF_CONVERSATION} and ${condition}
     order by team_id limit 1),
    (select team_id from havoc_internal.unsettled where ${IS_ALONE} and ${condition} order by team_id limit 1))`;
const nextTeam = (after: string) => `coalesce(${firstTeam(`team_id > ${after}`)}, ${firstTeam('true')})`;

/**
 * Visits the workspaces in turn: starts after the last one served and wraps around. Each gets a share of the
 * room.
 */
const TEAMS = `
  team (team_id, first_id, place) as (
    select start.team_id, start.team_id, 1 from (select ${nextTeam('$13')} as team_id) as start
    where start.team_id is not null
    union all
    select following.team_id, first_id, place + 1
    from team cross join lateral (select ${nextTeam('team.team_id')} as team_id) as following
    where place < $14 and following.team_id <> first_id
  ), share as materialized (
    select ceil((select size from room)::float8 / greatest(count(*), 1))::int as size,
      ceil($17::float8 / greatest(count(*), 1))::int as most_steps
    from team
  )`;

/**
 * Finds envelopes of no conversation. With exceptions it finds none: `claimBoth` searches for them
 * separately.
 */
const ALONE = `
  alone as materialized (
    select one.id from team cross join lateral (
      select id from havoc_internal.unsettled as envelope
      where team_id = team.team_id and order_key is null and ${IS_DUE}
        and cardinality($3::text[]) = 0 and cardinality($4::text[]) = 0
      order by not_before, id limit (select size from share) for update skip locked
    ) as one
  )`;

const OTHERS = `
  ${findOfKinds('true', {
    isExceptedKind: 'lane.kind = any ($3::text[]) or lane.kind = any ($8::text[])',
    isExcepted: `not (${IS_NO_EXCEPTION}) or kind = any ($8::text[])
      or (kind, name) in (select * from unnest($9::text[], $10::text[]))`,
  })}, others as materialized (
    ${lockEldest(`${IS_DUE} and not ${IS_IN_ORDER} and order_key is not null`)}
  )`;

export const HEAD = 'id, team_id, order_key, kind, name, lease, not_before, wanted_by, in_turn, attempt';

/** True if the columns of the row `envelope`, the first of its conversation, allow a claim. */
const IS_READY = `
  (${IS_IN_ORDER} and ${IS_NO_EXCEPTION} and (${IS_FREE} or (lease is not null and not_before <= now())))`;

/**
 * Walks over the conversations of each workspace until it has found its share of ready ones or used up its
 * steps.
 */
const WALK = `
  walked as materialized (
    select team.team_id as walked_team, walk.* from team cross join lateral (
      with recursive step as (
        select head.*, 1 as steps, is_ready::int as ready from (${nextHead('$$team', '$$after')}) as head
        where (select most_steps from share) > 0
        union all
        select head.*, steps + 1, ready + head.is_ready::int
        from step cross join lateral (${nextHead('step.team_id', 'step.order_key')}) as head
        where steps < (select most_steps from share) and ready < (select size from share)
      ) select * from step
    ) as walk
  ), walked_team as (
    select team.team_id, place, coalesce(steps, 0) as looked,
      case when steps >= share.most_steps or ready >= share.size then order_key end as walked_to
    from team cross join share left join lateral (
      select steps, ready, order_key from walked where walked.walked_team = team.team_id
      order by steps desc limit 1
    ) as last on true
  )`
  .replaceAll('$$team', 'team.team_id')
  .replaceAll(
    '$$after',
    `coalesce(($16::bigint[])[array_position($15::text[], team.team_id)], -9223372036854775808)`,
  );

function nextHead(teamId: string, after: string): string {
  return `
    select ${HEAD}, ${IS_READY} as is_ready from havoc_internal.unsettled as envelope
    where team_id = ${teamId} and order_key > ${after} and ${IS_OF_CONVERSATION}
    order by order_key, id limit 1`;
}

/**
 * Locks the first envelopes of ready conversations; the workspaces take turns. A conversation is left out
 * while another of its envelopes has the turn. This happens if its first envelope was committed late. A
 * conversation is also left for the next round if one of its envelopes was unparked in this round.
 */
const FIRST = `
  head as materialized (
    select id, nth from (
      select distinct on (team_id, order_key) * from (
        select ${HEAD}, ready as nth from walked where is_ready
        union all
        select ${columnsOf('head')}, 0 from (
          select team_id, order_key from expired where is_in_order
          union all select * from unnest($18::text[], $19::bigint[])
        ) as hint (team_id, order_key) cross join lateral (
          select ${HEAD}, ${IS_READY} as is_ready from havoc_internal.unsettled as envelope
          where envelope.team_id = hint.team_id and envelope.order_key = hint.order_key
            and ${IS_OF_CONVERSATION}
          order by id limit 1
        ) as head where is_ready
      ) as found order by team_id, order_key, nth
    ) as envelope
    where not exists (
      select from havoc_internal.unsettled as other
      where other.team_id = envelope.team_id and other.order_key = envelope.order_key and other.in_turn
        and other.id <> envelope.id
    ) and (team_id, order_key) not in (select team_id, order_key from resumed)
  ), first as materialized (
    select one.* from head cross join lateral (
      select ${HEAD} from havoc_internal.unsettled as envelope
      where envelope.id = head.id and ${IS_READY} limit 1 for update skip locked
    ) as one
    order by head.nth, random()
    limit (select size - least((select count(*) from beside), (size + (random() < 0.5)::int) / 2) from room)
  )`;

function columnsOf(alias: string): string {
  return HEAD.split(', ')
    .map((column) => `${alias}.${column}`)
    .join(', ');
}

/**
 * Ends leases that have run out if their envelopes are not the first of their conversations. Those envelopes
 * wait for their turn. The envelope that has the turn is looked up too, because it keeps the others of its
 * conversation from being claimed.
 */
const LAPSED = `
  holder as materialized (
    select one.* from (select distinct team_id, order_key from expired where is_in_order) as conversation
    cross join lateral (
      select id, team_id, order_key from havoc_internal.unsettled as envelope
      where envelope.team_id = conversation.team_id and envelope.order_key = conversation.order_key and in_turn
        and ${HAS_RUN_OUT} limit 1 for update skip locked
    ) as one
  ), lapsed as (
    update havoc_internal.unsettled as envelope
    set lease = null, in_turn = false, not_before = least(received_at, now())
    from (
      select id, team_id, order_key from expired where is_in_order union select * from holder
    ) as late where envelope.id = late.id and exists (
      select from havoc_internal.unsettled as earlier
      where earlier.team_id = late.team_id and earlier.order_key = late.order_key
        and earlier.id < late.id and not earlier.parked
    ) returning envelope.id
  )`;

/**
 * CTEs that lock the envelopes that follow the rows of `first` without a gap.
 *
 * @param isFollowed SQL: true if envelopes may be claimed behind the row `first`. It must exclude a row that
 * has the turn, unless the statement takes the turn from that row first: two envelopes of a conversation may
 * never have the turn at the same moment
 */
export const runs = (isFollowed: string) => `
  following as materialized (
    select first.id as head, next.id from first cross join lateral (
      select id from (
        select id, bool_and(
          ${IS_IN_ORDER} and ${IS_NO_EXCEPTION} and ${IS_FREE} and not in_turn and attempt < $7
        ) over (order by id) as is_ready
        from (
          select * from havoc_internal.unsettled as one
          where one.team_id = first.team_id and one.order_key = first.order_key and one.id > first.id
            and not one.parked
          order by id
          limit least($12::int, $11::int / (select greatest(count(*), 1) from first))
        ) as envelope
      ) as one where is_ready
    ) as next
    where ${isFollowed}
  ), behind as materialized (
    select following.head, one.id from following cross join lateral (
      select id from havoc_internal.unsettled as envelope
      where envelope.id = following.id and lease is null limit 1 for update skip locked
    ) as one
  )`;
