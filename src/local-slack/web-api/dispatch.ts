import { setTimeout as pause } from 'node:timers/promises';
import { getInstalled } from '../apps/installed.js';
import type { Journal } from '../journal/journal.js';
import type { Json } from '../model.js';
import { findRefusal, refusal } from '../refusal.js';
import type { World } from '../world/world.js';
import { api } from './api.js';
import { apps } from './apps.js';
import { type Args, createArgs } from './args.js';
import { methods } from './coverage.js';
import type { Fault, Faults } from './faults.js';
import { type Bearer, findBearer, findTokenApp } from './tokens.js';

/** One call of the Web API or one post to a response_url, with its answer. */
export interface Call {
  /** As in `chat.postMessage`; `response_url` for a post to one. */
  method: string;
  /** The arguments without the token. JSON in a form field stays a string. */
  args: Json;
  /** Id of the user to whom the token belongs; undefined if it belongs to no user. */
  as: string | undefined;
  /** The workspace and the app to which the token belongs; undefined if it belongs to none. */
  team: string | undefined;
  app: string | undefined;
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
  world: World;
  faults: Faults;
  calls: Journal<Call>;
}

/** Answers one call: applies a waiting fault, or else checks the token and runs the handler. Records the call. */
export type AnswerCall = (call: { method: string; args: Json; token?: Token }) => Promise<HttpAnswer>;

export interface Token {
  value: string;
  /** True if it came in the Authorization header, false if it was an argument. */
  inHeader: boolean;
}

export function createAnswerCall({ world, faults, calls }: WebApiDeps): AnswerCall {
  return async ({ method, args, token }) => {
    const at = world.now();
    const started = performance.now();
    const bearer = token && (await findBearer(world.db, token.value));
    const tokenApp = token && (await findTokenApp(world.db, token.value));
    const fault = faults.claim(method);
    if (fault?.delayMs) await pause(fault.delayMs, undefined, { ref: false });
    const answer =
      (fault && faultyAnswer(fault)) ??
      (await plainAnswer(handle(world, { method, args: createArgs(args), token, bearer, tokenApp })));
    calls.add({
      method,
      args,
      as: bearer?.user.id,
      team: bearer?.team,
      app: bearer?.app ?? tokenApp,
      at,
      tookMs: performance.now() - started,
      status: answer.status,
      answer: typeof answer.body === 'object' ? answer.body : { text: answer.body },
    });
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

interface CheckedCall {
  method: string;
  args: Args;
  token?: Token;
  /** The user to whom the token belongs. */
  bearer?: Bearer;
  /** The app to which the token belongs, if it is an app-level token. */
  tokenApp?: string;
}

async function handle(world: World, { method, args, token, bearer, tokenApp }: CheckedCall): Promise<Json> {
  const open = own(api, method);
  const appLevel = own(apps, method);
  const handler = own(methods, method);
  if (open) return open(args);
  if (!appLevel && !handler) {
    throw refusal('unknown_method', `The local Slack has no ${method}.`, [
      `[ERROR] the local Slack has no ${method}`,
    ]);
  }
  if (!token) throw refusal('not_authed', 'The call has no token.');
  if (tokenApp !== undefined && !token.inHeader)
    throw refusal('invalid_auth', 'An app-level token must be in the Authorization header.');
  if (tokenApp !== undefined && appLevel) return appLevel({ world, app: tokenApp, args });
  if (tokenApp !== undefined || (bearer && !handler))
    throw refusal('not_allowed_token_type', `${method} does not accept this type of token.`);
  if (!bearer || !handler) throw refusal('invalid_auth', 'The token does not belong to any workspace.');
  const { team, app, user, is_bot } = bearer;
  if (user.deleted) throw refusal('account_inactive', `The account of ${user.name} is deactivated.`);
  const call = { actor: { user, is_bot }, args };
  if (handler.kind === 'read') {
    return world.read(team, async (workspace) =>
      handler.run({ ...call, workspace, installed: await getInstalled(workspace, app) }),
    );
  }
  return world.change(team, async (workspace) =>
    handler.run({ ...call, workspace, installed: await getInstalled(workspace, app) }),
  );
}

function own<T>(table: Record<string, T>, method: string): T | undefined {
  return Object.hasOwn(table, method) ? table[method] : undefined;
}

async function plainAnswer(running: Promise<Json>): Promise<HttpAnswer> {
  try {
    return { status: 200, headers: {}, body: { ok: true, ...(await running) } };
  } catch (thrown) {
    const refused = findRefusal(thrown);
    if (!refused) throw thrown;
    const { error, details } = refused;
    const messages = details.length > 0 ? { response_metadata: { messages: details } } : {};
    return { status: 200, headers: {}, body: { ok: false, error, ...messages } };
  }
}
