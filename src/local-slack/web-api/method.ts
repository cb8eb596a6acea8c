import type { Json, User } from '../model.js';
import type { Workspace } from '../state/workspace.js';
import type { Args } from './args.js';

/** The user to whom a call's token belongs. */
export interface Actor {
  user: User;
  is_bot: boolean;
}

/** One call of a Web API method, after its token was checked. */
export interface MethodCall {
  workspace: Workspace;
  actor: Actor;
  args: Args;
}

/**
 * Carries out a call of one method.
 *
 * @returns Slack's answer without `ok`
 * @throws refusal, which becomes an answer with `ok: false`
 */
export type Handler = (call: MethodCall) => Json;

/** The methods of one family, by full name. */
export type Methods = Record<string, Handler>;
