/**
 * SQL for a `with`: makes the next of each conversation due that was held back behind what the CTE `gone` returned
 * with its `order_key`. What another statement has locked is left: it becomes due again by itself.
 */
export function wakeNext(gone: string): string {
  return `
    update havoc_internal.unsettled
    set held_back = false, not_before = least(received_at, now())
    where exists (select from havoc_internal.unsettled where held_back) and id in (
      select following.id
      from (select distinct order_key from ${gone} where order_key is not null) as conversation
      cross join lateral (
        select id from havoc_internal.unsettled as held
        where held.order_key = conversation.order_key and held.held_back
        order by id limit 1 for update skip locked
      ) as following
    )`;
}
