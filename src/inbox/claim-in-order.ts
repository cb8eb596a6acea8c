import type { Pool } from 'pg';
import { claimInOrderSql } from './claim-in-order-sql.js';
import { type ClaimRow, columnsOf } from './claimed-rows.js';
import type { Hints } from './hints.js';
import type { ClaimOptions, Deceased, Selection } from './inbox.js';
import { magnitudeOf } from './magnitude.js';
import { createRest } from './rest.js';
import { untilUndisputed } from './until-undisputed.js';
import { createWalk, type Lap } from './walk.js';

export interface ClaimerOptions {
  pool: Pool;
  leaseMs: number;
  replica: string;
  onDead: (dead: Deceased) => void;
  /** The approximate number of rows in the table, live and dead. */
  tableRows: () => number;
  /** Conversations that are likely to be ready. */
  hints: Hints;
  /** Called at the end of a rest: claims then look again at the conversations that they left out. */
  onRested: () => void;
}

type ClaimInOrder = (limit: number, options: ClaimOptions) => Promise<ClaimRow[]>;

const NOTHING: Selection = { kinds: [], names: [] };
/** The most workspaces that get a share of one statement. */
const MOST_TEAMS = 200;
/** One statement may look at this many conversations, even if its limit is smaller. */
const LEAST_STEPS = 500;
/** The most followers of one conversation that one claim takes. */
const MOST_FOLLOWERS = 50;
const MOST_ROUNDS = 500;
/** A claim that has found something stops after this many rounds, even if it is not full. */
const FILLING_ROUNDS = 3;

/** Claims by conversation: hinted conversations first, then those that the walk finds. */
export function createClaimInOrder(options: ClaimerOptions): ClaimInOrder {
  const { pool, leaseMs, replica, onDead, tableRows, hints, onRested } = options;
  const walk = createWalk();
  const rest = createRest(onRested);
  let hintsMore = false;

  async function search(limit: number, lap: Lap, claimOptions: ClaimOptions): Promise<ClaimRow[]> {
    const { except = NOTHING, ordered, followers = 0, maxAttempts } = claimOptions;
    const hasOthers = !ordered.kinds.includes('*');
    const isResting = rest.isResting();
    // The walk must get its share, so hints get only half of the limit. With a limit of 1, hints and the walk
    // alternate.
    hintsMore = !hintsMore;
    const hinted = hints.take(isResting ? limit : Math.floor((limit + Number(hintsMore)) / 2));
    const mostTeams = Math.min(limit, MOST_TEAMS);
    const { teamIds, orderKeys } = walk.middles();
    const { rows } = await untilUndisputed(() =>
      pool.query<ClaimRow>({
        name: `inbox_claim_in_order ${hasOthers} ${magnitudeOf(tableRows())}`,
        text: claimInOrderSql({ hasOthers }),
        values: [
          limit,
          leaseMs,
          ...columnsOf(except),
          replica,
          maxAttempts,
          ...columnsOf(ordered),
          followers,
          MOST_FOLLOWERS,
          walk.lastTeam(),
          mostTeams,
          teamIds,
          orderKeys,
          isResting ? 0 : Math.max(LEAST_STEPS, 2 * limit),
          hinted.map(({ teamId }) => teamId),
          hinted.map(({ orderKey }) => orderKey),
        ],
      }),
    );
    if (!isResting) lap.walked(rows, mostTeams);
    for (const { fate, id, kind, name, attempt } of rows)
      if (fate === 'dead') onDead({ id, kind, name, attempts: attempt });
    return rows;
  }

  return async function claimInOrder(limit, claimOptions) {
    const claimed: ClaimRow[] = [];
    const lap = walk.beginLap();
    const begunAt = performance.now();
    let heads = 0;
    for (let round = 1; round <= MOST_ROUNDS && heads < limit; round++) {
      const rows = await search(limit - heads, lap, claimOptions);
      claimed.push(...rows.filter(({ fate }) => fate === 'claimed'));
      heads = claimed.filter(({ id, head }) => id === head).length;
      if (heads > 0 && (round >= FILLING_ROUNDS || 2 * heads > limit)) break;
      const isChanged = rows.some(({ fate }) => fate === 'again' || fate === 'dead');
      if (!isChanged && (lap.isOver() || rest.isResting())) break;
    }
    if (heads === 0 && lap.isOver()) rest.tired(lap.looked(), performance.now() - begunAt);
    return claimed;
  };
}
