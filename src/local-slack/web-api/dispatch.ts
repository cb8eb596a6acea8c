import { setTimeout as pause } from 'node:timers/promises';
import type { Journal } from '../journal.js';
import type { Json } from '../model.js';
import { findRefusal, refusal } from '../state/refusal.js';
import type { Workspace } from '../state/workspace.js';
import { apps } from './apps.js';
import { createArgs } from './args.js';
import type { Fault, Faults } from './faults.js';
import type { Actor, Handler } from './method.js';
import { findActor } from './tokens.js';

/** One call of the Web API or one post to a response_url, with its answer. */
export interface Call {
  /** As in `chat.postMessage`; `response_url` for a post to one. */
  method: string;
  /** The arguments without the token. JSON in a form field stays a string. */
  args: Json;
  /** Id of the user to whom the token belongs; undefined if it belongs to no user. */
  as: string | undefined;
  at: Date;
  tookMs: number;
  /** The HTTP status. */
  status: number;
  answer: Json;
}

/** An answer over HTTP. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  /** Undefined to drop the connection without an answer. */
  body: Json | string | undefined;
}

export interface WebApiDeps {
  workspace: Workspace;
  botToken: string;
  appToken: string;
  faults: Faults;
  calls: Journal<Call>;
}

/** Answers one call: applies a waiting fault, or else checks the token and runs the handler. Records the call. */
export type AnswerCall = (call: {
  method: string;
  handler?: Handler;
  args: Json;
  token?: Token;
}) => Promise<HttpAnswer>;

export interface Token {
  value: string;
  /** True if it came in the Authorization header, false if it was an argument. */
  inHeader: boolean;
}

export function createAnswerCall({ workspace, botToken, appToken, faults, calls }: WebApiDeps): AnswerCall {
  return async ({ method, handler, args, token }) => {
    const at = workspace.now();
    const started = performance.now();
    const actor = token && findActor(workspace, botToken, token.value);
    const isApp = token?.value === appToken;
    const fault = faults.claim(method);
    if (fault?.delayMs) await pause(fault.delayMs, undefined, { ref: false });
    const answer =
      (fault && faultyAnswer(fault)) ??
      plainAnswer(() => handle(workspace, { method, handler, args, token, actor, isApp }));
    const body: Json = typeof answer.body === 'object' ? structuredClone(answer.body) : { text: answer.body };
    const tookMs = performance.now() - started;
    calls.add({ method, args, as: actor?.user.id, at, tookMs, status: answer.status, answer: body });
    return answer;
  };
}

/** The answer that a fault gives; undefined if the fault only delays. */
export function faultyAnswer({ error, status, retryAfter, disconnect }: Fault): HttpAnswer | undefined {
  if (disconnect) return { status: 0, headers: {}, body: undefined };
  if (retryAfter !== undefined) {
    return {
      status: 429,
      headers: { 'retry-after': String(retryAfter) },
      body: { ok: false, error: 'ratelimited' },
    };
  }
  if (status !== undefined) return { status, headers: {}, body: error ?? 'This failure was injected.' };
  return error === undefined ? undefined : { status: 200, headers: {}, body: { ok: false, error } };
}

function handle(
  workspace: Workspace,
  call: { method: string; handler?: Handler; args: Json; token?: Token; actor?: Actor; isApp: boolean },
): Json {
  const { method, handler, token, actor, isApp } = call;
  if (!handler) {
    throw refusal('unknown_method', `The local Slack has no ${method}.`, [
      `[ERROR] the local Slack has no ${method}`,
    ]);
  }
  const args = createArgs(call.args);
  const botUser = workspace.users.get(workspace.app.bot_user_id);
  if (method === 'api.test' && botUser)
    return handler({ workspace, args, actor: { user: botUser, is_bot: true } });
  if (!token) throw refusal('not_authed', 'The call has no token.');
  if (isApp && !token.inHeader)
    throw refusal('invalid_auth', 'An app-level token must be in the Authorization header.');
  if (isApp ? !(method in apps) : actor && method in apps)
    throw refusal('not_allowed_token_type', `${method} does not accept this type of token.`);
  if (isApp && botUser) return handler({ workspace, args, actor: { user: botUser, is_bot: true } });
  if (!actor) throw refusal('invalid_auth', 'The token does not belong to this workspace.');
  if (actor.user.deleted)
    throw refusal('account_inactive', `The account of ${actor.user.name} is deactivated.`);
  return handler({ workspace, actor, args });
}

function plainAnswer(run: () => Json): HttpAnswer {
  try {
    return { status: 200, headers: {}, body: { ok: true, ...run() } };
  } catch (thrown) {
    const refused = findRefusal(thrown);
    if (!refused) throw thrown;
    const { error, details } = refused;
    const messages = details.length > 0 ? { response_metadata: { messages: details } } : {};
    return { status: 200, headers: {}, body: { ok: false, error, ...messages } };
  }
}
