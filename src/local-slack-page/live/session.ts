import { createContext, use } from 'react';
import type { Act, PlacedMessage, Result } from '../../local-slack/protocol.js';
import type { ShownWorkspace } from './shown-workspace.js';

/** A place in the page. A direct message is identified by the other user, because it may not be open yet. */
export type Place =
  | { kind: 'channel'; channel: string }
  | { kind: 'dm'; user: string }
  | { kind: 'app'; app: string; tab: 'home' | 'messages' }
  /** The list of installed apps. */
  | { kind: 'apps' };

/** The workspace, the person that this window acts as, and what that person can do. */
export interface Session {
  workspace: ShownWorkspace;
  /** Id of the person that this window acts as. */
  as: string;
  place: Place;
  /** `ts` of the open thread's parent. */
  thread?: string;
  /** False while the connection is lost. */
  isLive: boolean;
  act(act: Act): Promise<Result>;
  go(place: Place): void;
  openThread(ts: string | undefined): void;
  actAs(user_id: string): void;
  /** Shows a message from Slackbot to this person only, in a channel or thread. */
  notify(channel: string, text: string, thread_ts?: string): void;
  /** Removes a message that `notify` showed. */
  forget(placed: PlacedMessage): void;
}

/** The page provides the session once, as soon as the workspace is loaded. */
export const SessionContext = createContext<Session | undefined>(undefined);

/** The session of the enclosing SessionContext. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('A component that uses the session must be inside SessionContext.');
  return session;
}
