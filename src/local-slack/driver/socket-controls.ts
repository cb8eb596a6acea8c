import type { Connection } from '../socket-mode/link.js';
import type { Connections, Links } from '../socket-mode/links.js';
import { type Waiting, waitUntil } from './wait-until.js';

/** The connections of Socket Mode: who is there, and what breaks. */
export interface SocketControls extends Omit<Connections, 'all'> {
  /** Oldest first; each can be broken by itself. */
  connections(): readonly Connection[];
  /**
   * When there are so many.
   *
   * @throws HavocError `local_slack.not_seen` (deadline_exceeded)
   */
  waitForConnections(count: number, waiting?: Waiting): Promise<readonly Connection[]>;
}

export function createSocketControls(links: Links): SocketControls {
  const { all, onChange, disconnect, drop, silence } = links;
  return {
    connections: all,
    disconnect,
    drop,
    silence,
    waitForConnections: (count, waiting) => {
      const find = () => (all().length === count ? all() : undefined);
      const seen = () => `  ${all().length} connections`;
      return waitUntil({ find, onChange, what: `${count} connections of Socket Mode`, seen }, waiting);
    },
  };
}
