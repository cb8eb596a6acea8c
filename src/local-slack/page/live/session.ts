import { createContext, use } from 'react';
import type { Act, PlacedMessage, Result } from '../../protocol.js';
import type { ShownWorkspace } from './shown-workspace.js';

/** Where a person is in the page. A direct message is named by the other one: it need not be open yet. */
export type Place =
  | { kind: 'channel'; channel: string }
  | { kind: 'dm'; user: string }
  | { kind: 'app'; tab: 'home' | 'messages' };

/** The workspace, and the person who looks at it. */
export interface Session {
  workspace: ShownWorkspace;
  /** Id of the person that this window acts as. */
  as: string;
  place: Place;
  /** `ts` of the thread that is open at the right. */
  thread?: string;
  act(act: Act): Promise<Result>;
  go(place: Place): void;
  openThread(ts: string | undefined): void;
  actAs(user_id: string): void;
  /** Says something to this person alone, as Slackbot does, in a channel or a thread. */
  notify(channel: string, text: string, thread_ts?: string): void;
  /** Takes away what `notify` said. */
  forget(placed: PlacedMessage): void;
}

/** Given once, as soon as there is a workspace. */
export const SessionContext = createContext<Session | undefined>(undefined);

/** The session that holds where this component stands. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('A component that needs the workspace stands outside of SessionContext.');
  return session;
}
