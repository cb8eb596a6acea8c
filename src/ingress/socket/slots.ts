import type { Database } from '../../db/index.js';

/** How many connections Slack allows an app. */
export const MOST_CONNECTIONS = 10;

/** A slot that a replica holds at this moment. */
export interface TakenSlot {
  slot: number;
  holder: string;
  up: boolean;
}

/**
 * Decides which replicas may have a connection open. A replica holds a slot as long as it renews the slot's lease. Only
 * the database's clock counts. Every function rejects with the database's errors.
 */
export interface Slots {
  /** Takes the lowest free slot of a range, both ends included. Resolves with undefined if none is free. */
  take(from: number, to: number): Promise<number | undefined>;
  /** Renews slots, and stores whether their connections are up. Resolves with those that this replica still holds. */
  renew(held: ReadonlyMap<number, boolean>): Promise<Set<number>>;
  /** Gives slots back. */
  release(slots: readonly number[]): Promise<void>;
  /** Resolves with all slots that are held now, by any replica. */
  list(): Promise<TakenSlot[]>;
}

export interface SlotsOptions {
  pool: Pick<Database['pool'], 'query'>;
  /** The replica that takes the slots: a uuid. */
  replica: string;
  leaseMs: number;
}

/** If two replicas take the same free slot at once, the second one finds it held, and gets nothing. */
const TAKE = `
  insert into havoc_internal.socket_slot as held (slot, holder, until, up)
  select slot, $1, now() + $2 * interval '1 millisecond', false
  from generate_series($3::int, $4::int) as slot
  where not exists (select from havoc_internal.socket_slot t where t.slot = slot.slot and t.until > now())
  order by slot limit 1
  on conflict (slot) do update set holder = excluded.holder, until = excluded.until, up = false
  where held.until <= now()
  returning held.slot`;
const RENEW = `
  update havoc_internal.socket_slot held set until = now() + $2 * interval '1 millisecond', up = said.up
  from unnest($3::int[], $4::boolean[]) as said(slot, up)
  where held.slot = said.slot and held.holder = $1
  returning held.slot`;
const RELEASE = 'delete from havoc_internal.socket_slot where holder = $1 and slot = any($2::int[])';
const LIST = 'select slot, holder, up from havoc_internal.socket_slot where until > now() order by slot';

export function createSlots({ pool, replica, leaseMs }: SlotsOptions): Slots {
  return {
    async take(from, to) {
      const { rows } = await pool.query<{ slot: number }>(TAKE, [replica, leaseMs, from, to]);
      return rows[0]?.slot;
    },
    async renew(held) {
      const said = [[...held.keys()], [...held.values()]];
      const { rows } = await pool.query<{ slot: number }>(RENEW, [replica, leaseMs, ...said]);
      return new Set(rows.map(({ slot }) => slot));
    },
    async release(slots) {
      await pool.query(RELEASE, [replica, slots]);
    },
    async list() {
      const { rows } = await pool.query<TakenSlot>(LIST);
      return rows;
    },
  };
}
