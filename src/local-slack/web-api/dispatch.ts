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

/** One call of the Web API, or of a response_url, as it came and as it was answered. */
export interface Call {
  /** As in `chat.postMessage`; `response_url` for those. */
  method: string;
  /** Without the token. JSON in form fields as the strings that they were. */
  args: Json;
  /** Id of the user whose token it was; undefined where it was nobody's. */
  as: string | undefined;
  at: Date;
  tookMs: number;
  /** HTTP. */
  status: number;
  answer: Json;
}

/** What goes back over HTTP. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  /** Undefined: the connection is dropped. */
  body: Json | string | undefined;
}

export interface WebApiDeps {
  workspace: Workspace;
  botToken: string;
  appToken: string;
  faults: Faults;
  calls: Journal<Call>;
}

/** Answers one call: let in, misled by a fault where one waits, handled, written down. */
export type AnswerCall = (call: {
  method: string;
  handler?: Handler;
  args: Json;
  token?: Token;
}) => Promise<HttpAnswer>;

export interface Token {
  value: string;
  /** Whether it came in the header, and not among the arguments. */
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

/** What a fault answers; undefined where it only delays. */
export function faultyAnswer({ error, status, retryAfter, disconnect }: Fault): HttpAnswer | undefined {
  if (disconnect) return { status: 0, headers: {}, body: undefined };
  if (retryAfter !== undefined) {
    return {
      status: 429,
      headers: { 'retry-after': String(retryAfter) },
      body: { ok: false, error: 'ratelimited' },
    };
  }
  if (status !== undefined)
    return { status, headers: {}, body: error ?? 'Something went wrong, as the test asked for.' };
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
  const anybody = workspace.users.get(workspace.app.bot_user_id);
  if (method === 'api.test' && anybody)
    return handler({ workspace, args, actor: { user: anybody, is_bot: true } });
  if (!token) throw refusal('not_authed', 'No token came with the call.');
  if (isApp && !token.inHeader)
    throw refusal('invalid_auth', 'An app-level token is read from the Authorization header alone.');
  if (isApp ? !(method in apps) : actor && method in apps)
    throw refusal('not_allowed_token_type', `${method} is not called with a token of this type.`);
  if (isApp && anybody) return handler({ workspace, args, actor: { user: anybody, is_bot: true } });
  if (!actor) throw refusal('invalid_auth', 'The token is none of this workspace.');
  if (actor.user.deleted)
    throw refusal('account_inactive', `The account of ${actor.user.name} is switched off.`);
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
