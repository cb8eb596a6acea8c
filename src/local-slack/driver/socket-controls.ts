import type { Connection } from '../apps/socket-mode/link.js';
import type { Connections, Links } from '../apps/socket-mode/links.js';
import { type Waiting, waitUntil } from './wait-until.js';

/** Lists and breaks an app's Socket Mode connections. */
export interface SocketControls extends Omit<Connections, 'all'> {
  /** The open connections, oldest first. Each one can be broken on its own. */
  connections(): readonly Connection[];
  /**
   * Resolves when exactly this many connections are open.
   *
   * @throws HavocError `local_slack.not_seen` (deadline_exceeded)
   */
  waitForConnections(count: number, waiting?: Waiting): Promise<readonly Connection[]>;
}

export function createSocketControls(links: Links, app: string): SocketControls {
  const { onChange } = links;
  const { all, disconnect, drop, silence } = links.of(app);
  return {
    connections: all,
    disconnect,
    drop,
    silence,
    waitForConnections: (count, waiting) => {
      const find = () => (all().length === count ? all() : undefined);
      const seen = () => `  ${all().length} connections`;
      return waitUntil({ find, onChange, what: `${count} Socket Mode connections`, seen }, waiting);
    },
  };
}
