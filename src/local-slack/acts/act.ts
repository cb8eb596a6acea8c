import type { User } from '../model.js';
import type { Act, Result } from '../protocol.js';
import type { Pusher } from '../push/pusher.js';
import type { Workspace } from '../state/workspace.js';

/** The workspace, and the app that hears of it. */
export interface Scene {
  workspace: Workspace;
  pusher: Pusher;
}

/** Something that a person does. */
export interface Doing<T extends Act['type']> {
  scene: Scene;
  person: User;
  act: Extract<Act, { type: T }>;
}

/**
 * What comes of it.
 *
 * @throws refusal where a person could not do that in Slack either
 */
export type Acts<T extends Act['type'] = Act['type']> = {
  [K in T]: (doing: Doing<K>) => Result | Promise<Result>;
};
