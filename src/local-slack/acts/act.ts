import type { Pusher } from '../apps/pusher.js';
import type { Act, Result } from '../protocol.js';
import type { World } from '../world/world.js';

/** A workspace of a world, and the pusher that tells apps what happens in it. */
export interface Scene {
  world: World;
  pusher: Pusher;
  /** Id of the workspace. */
  team: string;
}

/** One act of one person. */
export interface Doing<T extends Act['type']> {
  scene: Scene;
  /** Id of the person. */
  person: string;
  act: Extract<Act, { type: T }>;
}

/**
 * Carries out acts, one function for each type of act. An act that asks an app does so between two transactions, since
 * the app may call the Web API before it answers.
 *
 * @throws refusal if Slack would not let the person do this
 */
export type Acts<T extends Act['type'] = Act['type']> = {
  [K in T]: (doing: Doing<K>) => Promise<Result>;
};
