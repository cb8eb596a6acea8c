import type { ClaimRow } from './claimed-rows.js';

/** Where claims are on their walk from conversation to conversation, workspace by workspace. */
export interface Walk {
  /** The workspace after which to begin. */
  lastTeam(): string;
  /** The workspaces that were left in the middle, and the conversations after which to go on. */
  middles(): { teamIds: string[]; orderKeys: string[] };
  /** Begins to keep in mind what was looked at. */
  beginLap(): Lap;
}

/** What one claim has looked at so far, in one or more statements. */
export interface Lap {
  /**
   * Takes in how far a statement came.
   *
   * @param mostTeams how many workspaces it could serve
   */
  walked(rows: readonly ClaimRow[], mostTeams: number): void;
  /** Whether every conversation of every workspace was looked at. */
  isOver(): boolean;
  /** How many conversations were looked at. */
  looked(): number;
}

/** How far one lap has come in a workspace. */
interface Progress {
  /** The conversation after which it began; undefined for the first of all. */
  from: bigint | undefined;
  hasTurned: boolean;
  isOver: boolean;
}

/**
 * A statement takes a share of each workspace and so may leave one in the middle; the next goes on from there, and from
 * its first conversation again after its last.
 */
export function createWalk(): Walk {
  const middles = new Map<string, string>();
  let lastTeam = '';

  function beginLap(): Lap {
    const teams = new Map<string, Progress>();
    let isAround = false;
    let looked = 0;

    function note(teamId: string, walkedTo: string | null): void {
      const at = middles.get(teamId);
      const progress = teams.get(teamId) ?? {
        from: at === undefined ? undefined : BigInt(at),
        hasTurned: false,
        isOver: false,
      };
      const isWhole = progress.from === undefined || progress.hasTurned;
      if (walkedTo === null) progress.isOver ||= isWhole;
      else progress.isOver ||= progress.hasTurned && BigInt(walkedTo) >= (progress.from ?? 0n);
      if (walkedTo === null) progress.hasTurned = true;
      teams.set(teamId, progress);
      if (walkedTo === null) middles.delete(teamId);
      else middles.set(teamId, walkedTo);
    }

    return {
      walked(rows, mostTeams) {
        const served = rows.filter(({ fate }) => fate === 'walked');
        isAround ||= served.length < mostTeams || served.some(({ team_id }) => teams.has(team_id));
        for (const { team_id, order_key, attempt } of served) {
          note(team_id, order_key);
          looked += attempt;
        }
        lastTeam = served.at(-1)?.team_id ?? '';
        // Of the others, nothing is unsettled any more.
        if (isAround) for (const teamId of middles.keys()) if (!teams.has(teamId)) middles.delete(teamId);
      },
      isOver: () => isAround && [...teams.values()].every(({ isOver }) => isOver),
      looked: () => looked,
    };
  }

  return {
    lastTeam: () => lastTeam,
    middles: () => ({ teamIds: [...middles.keys()], orderKeys: [...middles.values()] }),
    beginLap,
  };
}
