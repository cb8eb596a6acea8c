import type { Pool } from 'pg';
import { claimSql, type Search } from './claim-sql.js';
import type { ClaimedEnvelope } from './envelope.js';
import type { ClaimOptions, Deceased, Selection } from './inbox.js';
import { magnitudeOf } from './magnitude.js';

interface Row {
  fate: 'claimed' | 'dead' | 'held' | 'lapsed' | 'team';
  id: string;
  dedupe_key: string;
  kind: string;
  name: string;
  team_id: string;
  order_key: string | null;
  payload: Buffer;
  received_at: Date;
  reply_by: Date | null;
  parked_ms: number | null;
  attempt: number;
  lease: string;
  origin: string | null;
  replayed: boolean;
  place: number;
}

interface ClaimerOptions {
  pool: Pool;
  leaseMs: number;
  replica: string;
  onDead: (dead: Deceased) => void;
  /** About how many rows the table has, living or dead. */
  tableRows: () => number;
}

type Claim = (limit: number, options: ClaimOptions) => Promise<ClaimedEnvelope[]>;

const NOTHING: Selection = { kinds: [], names: [] };
/** How many workspaces have their share of one claim, at most. */
const MOST_TEAMS = 200;
/** What was only held back behind others is no claim yet. */
const MOST_ROUNDS = 200;

/**
 * Claims as the inbox promises. When less is due than is asked for, nobody needs a share: the oldest are taken. Once
 * a claim was filled, the next goes from workspace to workspace, and fills up with the oldest of all.
 */
export function createClaim({ pool, leaseMs, replica, onDead, tableRows }: ClaimerOptions): Claim {
  let crowded = false;
  let lastTeam = '';

  async function search(how: Search, limit: number, options: ClaimOptions): Promise<Row[]> {
    const { except: { kinds, names } = NOTHING, ordered, maxAttempts } = options;
    const hasExceptions = isSome({ kinds, names });
    const isOrdered = isSome(ordered);
    const shares = [lastTeam, Math.min(limit, MOST_TEAMS), hasExceptions ? Math.max(64, 4 * limit) : null];
    const { rows } = await untilUndisputed(() =>
      pool.query<Row>({
        name: `inbox_claim ${how} ${isOrdered ? 'ordered' : ''} ${magnitudeOf(tableRows())}`,
        text: claimSql(how, { isOrdered }),
        values: [
          limit,
          leaseMs,
          ...columnsOf({ kinds, names }),
          replica,
          maxAttempts,
          ...columnsOf(ordered),
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

  /** Until there is enough, or nothing is due but what waits for others of its conversation. */
  async function searchOn(how: Search, limit: number, options: ClaimOptions): Promise<Row[]> {
    const claimed: Row[] = [];
    for (let round = 0; round < MOST_ROUNDS && claimed.length < limit; round++) {
      const asked = limit - claimed.length;
      const found = (await search(how, asked, options)).filter(({ fate }) => fate !== 'team');
      claimed.push(...found.filter(({ fate }) => fate === 'claimed'));
      // Where one died or lost its turn, another of its conversation is due.
      const mayBeMore =
        found.length >= asked || found.some(({ fate }) => fate === 'dead' || fate === 'lapsed');
      if (!mayBeMore || (claimed.length > 0 && round > 2)) break;
    }
    return claimed;
  }

  return async function claim(limit, options) {
    const rest = isSome(options.except ?? NOTHING) ? 'of kinds' : 'oldest';
    const shares = crowded ? await searchOn('shares', limit, options) : [];
    const more = shares.length < limit ? await searchOn(rest, limit - shares.length, options) : [];
    const claimed = [...shares, ...more];
    crowded = claimed.length === limit;
    return claimed.sort(inTurn).map(toEnvelope);
  };
}

/** UNIQUE_VIOLATION of a turn that another claim gave at the same time, having seen more or less; DEADLOCK_DETECTED of two. */
const DISPUTED = ['23505', '40P01'];
const MOST_DISPUTES = 20;

/** Claims anew what another claim was about to claim: one of them has got through. */
async function untilUndisputed<T>(claim: () => Promise<T>): Promise<T> {
  for (let disputes = 1; ; disputes++) {
    try {
      return await claim();
    } catch (failure) {
      const code = failure instanceof Error && 'code' in failure ? failure.code : undefined;
      if (!DISPUTED.some((one) => one === code) || disputes >= MOST_DISPUTES) throw failure;
    }
  }
}

function isSome({ kinds, names }: Selection): boolean {
  return kinds.length + names.length > 0;
}

/** As three arrays for SQL. */
function columnsOf({ kinds, names }: Selection): string[][] {
  return [[...kinds], names.map(({ kind }) => kind), names.map(({ name }) => name)];
}

/** What Slack waits for first, the newest deadline first of it; then by age. */
function inTurn(one: Row, other: Row): number {
  if ((one.place === 0) !== (other.place === 0)) return one.place - other.place;
  if (one.place === 0) return Number(other.reply_by) - Number(one.reply_by);
  return Number(BigInt(one.id) - BigInt(other.id));
}

function toEnvelope(row: Row): ClaimedEnvelope {
  return {
    id: row.id,
    dedupeKey: row.dedupe_key,
    kind: row.kind,
    name: row.name,
    teamId: row.team_id || undefined,
    orderKey: row.order_key ?? undefined,
    payload: row.payload,
    receivedAt: row.received_at,
    replyBy: row.reply_by ?? undefined,
    parkedMs: row.parked_ms ?? undefined,
    attempt: row.attempt,
    lease: row.lease,
    origin: row.origin ?? undefined,
    replayed: row.replayed,
  };
}
