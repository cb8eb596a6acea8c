import { type ClaimerOptions, createClaimInOrder } from './claim-in-order.js';
import { type Among, claimSql, type Search } from './claim-sql.js';
import { type ClaimRow, columnsOf, isSome, toHeads } from './claimed-rows.js';
import type { ClaimedHead } from './envelope.js';
import type { ClaimOptions, Selection } from './inbox.js';
import { magnitudeOf } from './magnitude.js';
import { untilUndisputed } from './until-undisputed.js';

type Claim = (limit: number, options: ClaimOptions) => Promise<ClaimedHead[]>;

const NOTHING: Selection = { kinds: [], names: [] };
/** The most workspaces that get a share of one claim. */
const MOST_TEAMS = 200;
/**
 * The most searches of one claim. A search that made dead letters is repeated, because they do not fill the
 * claim.
 */
const MOST_ROUNDS = 200;

/**
 * Claims envelopes as `Inbox.claim` documents. If no order is wanted, a claim takes the oldest envelopes.
 * After a claim that reached its limit, the next one visits the workspaces in turn to give each a share, and
 * fills up with the oldest. As long as claims do not reach their limit, no workspace needs a share.
 */
export function createClaim(options: ClaimerOptions): Claim {
  const { pool, leaseMs, replica, onDead, tableRows } = options;
  const claimInOrder = createClaimInOrder(options);
  let crowded = false;
  let lastTeam = '';
  let aloneFirst = false;

  async function search(
    how: Search,
    among: Among,
    limit: number,
    { except = NOTHING, maxAttempts }: ClaimOptions,
  ): Promise<ClaimRow[]> {
    const shares = [lastTeam, Math.min(limit, MOST_TEAMS), isSome(except) ? Math.max(64, 4 * limit) : null];
    const { rows } = await untilUndisputed(() =>
      pool.query<ClaimRow>({
        name: `inbox_claim ${how} ${among} ${magnitudeOf(tableRows())}`,
        text: claimSql(how, among),
        values: [
          limit,
          leaseMs,
          ...columnsOf(except),
          replica,
          maxAttempts,
          ...(how === 'shares' ? shares : []),
        ],
      }),
    );
    for (const { fate, id, kind, name, team_id, attempt } of rows) {
      if (fate === 'dead') onDead({ id, kind, name, attempts: attempt });
      if (fate === 'team') lastTeam = team_id;
    }
    return rows;
  }

  /** Searches until the limit is reached or nothing more is due. */
  async function searchOn(
    how: Search,
    among: Among,
    limit: number,
    claimOptions: ClaimOptions,
  ): Promise<ClaimRow[]> {
    const claimed: ClaimRow[] = [];
    for (let round = 0; round < MOST_ROUNDS && claimed.length < limit; round++) {
      const found = await search(how, among, limit - claimed.length, claimOptions);
      claimed.push(...found.filter(({ fate }) => fate === 'claimed'));
      if (!found.some(({ fate }) => fate === 'dead')) break;
    }
    return claimed;
  }

  async function claimOneByOne(limit: number, claimOptions: ClaimOptions): Promise<ClaimRow[]> {
    const rest = isSome(claimOptions.except ?? NOTHING) ? 'of kinds' : 'oldest';
    const shares = crowded ? await searchOn('shares', 'all', limit, claimOptions) : [];
    const left = limit - shares.length;
    const more = left > 0 ? await searchOn(rest, 'all', left, claimOptions) : [];
    const claimed = [...shares, ...more];
    crowded = claimed.length === limit;
    return claimed;
  }

  /** Claims with exceptions. A separate search for envelopes of no conversation gets half of the limit. */
  async function claimBoth(limit: number, claimOptions: ClaimOptions): Promise<ClaimRow[]> {
    const alone = (most: number) => searchOn('of kinds', 'alone', most, claimOptions);
    aloneFirst = !aloneFirst;
    const half = Math.floor((limit + Number(aloneFirst)) / 2);
    const first = half > 0 ? await alone(half) : [];
    const inOrder = await claimInOrder(limit - first.length, claimOptions);
    const left = limit - first.length - inOrder.filter(({ id, head }) => id === head).length;
    const isMore = first.length === half && left > 0;
    return [...first, ...inOrder, ...(isMore ? await alone(left) : [])];
  }

  return async function claim(limit, claimOptions) {
    if (!isSome(claimOptions.ordered)) return toHeads(await claimOneByOne(limit, claimOptions));
    const hasExceptions = isSome(claimOptions.except ?? NOTHING);
    return toHeads(await (hasExceptions ? claimBoth : claimInOrder)(limit, claimOptions));
  };
}
