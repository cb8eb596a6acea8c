import type { User } from '../model.js';
import type { Act, Result } from '../protocol.js';
import type { Pusher } from '../push/pusher.js';
import type { Workspace } from '../state/workspace.js';

/** The workspace, and the pusher that tells the app what happens in the workspace. */
export interface Scene {
  workspace: Workspace;
  pusher: Pusher;
}

/** One act of one person. */
export interface Doing<T extends Act['type']> {
  scene: Scene;
  person: User;
  act: Extract<Act, { type: T }>;
}

/**
 * Carries out acts, one function for each type of act.
 *
 * @throws refusal if Slack would not let the person do this
 */
export type Acts<T extends Act['type'] = Act['type']> = {
  [K in T]: (doing: Doing<K>) => Result | Promise<Result>;
};
