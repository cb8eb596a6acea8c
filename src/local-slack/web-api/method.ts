import type { Json, User } from '../model.js';
import type { Workspace } from '../state/workspace.js';
import type { Args } from './args.js';

/** Whose token it is. */
export interface Actor {
  user: User;
  is_bot: boolean;
}

/** One call of a Web API method, let in. */
export interface MethodCall {
  workspace: Workspace;
  actor: Actor;
  args: Args;
}

/**
 * What a method does.
 *
 * @returns Slack's answer without its `ok`
 * @throws refusal, which becomes `ok: false`
 */
export type Handler = (call: MethodCall) => Json;

/** The methods of one family, by their whole name. */
export type Methods = Record<string, Handler>;
