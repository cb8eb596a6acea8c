/**
 * SQL for a `with`: makes the next of each conversation due that was held back behind what the CTE `gone` returned
 * with its `order_key`. What another statement has locked is left: it becomes due again by itself.
 */
export function wakeNext(gone: string): string {
  return wakeFirst(`(select distinct order_key from ${gone} where order_key is not null)`, 'true');
}

/** The same for what is only given back, and returned with its `id` too: what comes after it goes on waiting for it. */
export function wakeEarlier(back: string): string {
  return wakeFirst(
    `(select order_key, max(id) as id from ${back} where order_key is not null group by order_key)`,
    'held.id < conversation.id',
  );
}

// Whether any is held back, their index tells at once: asked for its first, since a planner that knows nothing of the
// table yet takes half of it to be held back, and looks for one from page to page.
function wakeFirst(conversations: string, condition: string): string {
  return `
    update havoc_internal.unsettled
    set held_back = false, not_before = least(received_at, now())
    where (
      select id from havoc_internal.unsettled where held_back order by order_key, id limit 1
    ) is not null and id in (
      select following.id
      from ${conversations} as conversation
      cross join lateral (
        select id from havoc_internal.unsettled as held
        where held.order_key = conversation.order_key and held.held_back and ${condition}
        order by id limit 1 for update skip locked
      ) as following
    )`;
}
