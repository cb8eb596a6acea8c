import type { Installed } from '../apps/installed.js';
import type { Json, User } from '../model.js';
import type { Workspace, WritableWorkspace } from '../world/workspace.js';
import type { Args } from './args.js';

/** The user to whom a call's token belongs. */
export interface Actor {
  user: User;
  is_bot: boolean;
}

/** One call of a Web API method, after its token was checked. */
export interface MethodCall<W extends Workspace = Workspace> {
  workspace: W;
  /** The app to which the token was given, in this workspace. */
  installed: Installed;
  actor: Actor;
  args: Args;
}

/** A call that may write. */
export type ChangingCall = MethodCall<WritableWorkspace>;

/**
 * Carries out a call of one method. A `change` runs in a transaction, so it does all or nothing.
 *
 * `run` returns Slack's answer without `ok`, or throws a refusal, which becomes an answer with `ok: false`.
 */
export type Handler =
  | { kind: 'read'; run: (call: MethodCall) => Promise<Json> }
  | { kind: 'change'; run: (call: ChangingCall) => Promise<Json> };

/** The methods of one family, by full name. */
export type Methods = Record<string, Handler>;

/** Declares methods that only read. */
export function reading(runs: Record<string, (call: MethodCall) => Promise<Json>>): Methods {
  return Object.fromEntries(Object.entries(runs).map(([name, run]) => [name, { kind: 'read', run }]));
}

/** Declares methods that may write. */
export function changing(runs: Record<string, (call: ChangingCall) => Promise<Json>>): Methods {
  return Object.fromEntries(Object.entries(runs).map(([name, run]) => [name, { kind: 'change', run }]));
}
