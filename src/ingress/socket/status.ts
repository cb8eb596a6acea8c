/** How it stands with the connections to Slack. */
export interface SocketStatus {
  /** So many this replica is to have, and so many of them are up now. */
  held: number;
  up: number;
  /** The same for the fleet, this replica among it, as the database told last. */
  fleetHeld: number;
  fleetUp: number;
  /** Why one of this replica's is not up, or why it has none. */
  problem: string | undefined;
}

/**
 * Whether what Slack sends finds its way in: this replica's connections are all up, or it has none because others
 * have them, and one of those is up.
 */
export function isHealthy({ held, up, fleetUp }: SocketStatus): boolean {
  return held > 0 ? up === held : fleetUp > 0;
}

/** For people; begins with `ok` where it is. */
export function describeStatus(status: SocketStatus): string {
  const { held, up, fleetHeld, fleetUp, problem } = status;
  const counts = `${up} of ${held} connections here are up, ${fleetUp} of ${fleetHeld} in the fleet`;
  if (isHealthy(status)) return `ok: ${counts}`;
  return problem === undefined ? counts : `${counts}: ${problem}`;
}
