import type { ClaimRow } from './claimed-rows.js';

/** Records how far claims have come on their walk over all conversations, workspace by workspace. */
export interface Walk {
  /** The workspace after which the next statement begins. */
  lastTeam(): string;
  /**
   * The workspaces in which the walk stopped half-way, and the conversation in each after which it continues.
   */
  middles(): { teamIds: string[]; orderKeys: string[] };
  /** Begins to record what one claim looks at. */
  beginLap(): Lap;
}

/** What one claim has looked at so far, in one or more statements. */
export interface Lap {
  /**
   * Records how far a statement came.
   *
   * @param mostTeams the most workspaces that the statement could serve
   */
  walked(rows: readonly ClaimRow[], mostTeams: number): void;
  /** True if every conversation of every workspace was looked at. */
  isOver(): boolean;
  /** How many conversations were looked at. */
  looked(): number;
}

/** How far one lap has come in a workspace. */
interface Progress {
  /** The conversation after which it began; undefined if it began with the first one. */
  from: bigint | undefined;
  hasTurned: boolean;
  isOver: boolean;
}

/**
 * A statement looks at a share of each workspace's conversations, so it may stop half-way through a
 * workspace. The next statement continues there. After the last conversation of a workspace, the walk begins
 * again with the first.
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
        // The walk came around without meeting the other workspaces: they have nothing unsettled any more.
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
