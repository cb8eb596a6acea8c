/** The state of the connections to Slack. */
export interface SocketStatus {
  /** How many connections this replica keeps, and how many of them are up now. */
  held: number;
  up: number;
  /** The same for the whole fleet. The other replicas count as last read from the database. */
  fleetHeld: number;
  fleetUp: number;
  /** Why one of this replica's connections is not up, or why it has none. */
  problem: string | undefined;
}

/**
 * True if what Slack sends can arrive: all connections of this replica are up, or it has none because other replicas
 * have them, and at least one of theirs is up.
 */
export function isHealthy({ held, up, fleetUp }: SocketStatus): boolean {
  return held > 0 ? up === held : fleetUp > 0;
}

/** Describes the state for people. Begins with `ok` if it is healthy. */
export function describeStatus(status: SocketStatus): string {
  const { held, up, fleetHeld, fleetUp, problem } = status;
  const counts = `${up} of ${held} connections here are up, ${fleetUp} of ${fleetHeld} in the fleet`;
  if (isHealthy(status)) return `ok: ${counts}`;
  return problem === undefined ? counts : `${counts}: ${problem}`;
}
