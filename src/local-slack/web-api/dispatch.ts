import { setTimeout as pause } from 'node:timers/promises';
import { getInstalled } from '../apps/installed.js';
import type { Journal } from '../journal/journal.js';
import type { Json } from '../model.js';
import type { Credentials } from '../oauth/client.js';
import { scopesOf } from '../oauth/scope-descriptions.js';
import { findRefusal, refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { tenantOf, users } from '../world/collections.js';
import type { Workspace } from '../world/workspace.js';
import type { World } from '../world/world.js';
import { api } from './api.js';
import { apps } from './apps.js';
import { type Args, createArgs } from './args.js';
import { methods } from './coverage.js';
import type { Fault, Faults } from './faults.js';
import type { Handler, MethodCall } from './method.js';
import { oauth } from './oauth.js';
import { acceptedScopes, checkScopes } from './scopes.js';
import { tokenMethods } from './token-methods.js';
import { type Bearer, checkBearer, findBearer, findTokenApp } from './tokens.js';
import { workspaceOf } from './workspace-of.js';

/** One call of the Web API or one post to a response_url, with its answer. */
export interface Call {
  /** As in `chat.postMessage`; `response_url` for a post to one. */
  method: string;
  /** The arguments without the token. JSON in a form field stays a string. */
  args: Json;
  /** Id of the user to whom the token belongs; undefined if it belongs to no user. */
  as: string | undefined;
  /** The workspace (or organisation) and the app to which the token belongs; undefined if it belongs to none. */
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
export type AnswerCall = (call: {
  method: string;
  args: Json;
  token?: Token;
  credentials?: Credentials;
}) => Promise<HttpAnswer>;

export interface Token {
  value: string;
  /** True if it came in the Authorization header, false if it was an argument. */
  inHeader: boolean;
}

export function createAnswerCall({ world, faults, calls }: WebApiDeps): AnswerCall {
  return async ({ method, args, token, credentials }) => {
    const at = world.now();
    const started = performance.now();
    const bearer = token && (await findBearer(world.db, token.value));
    const tokenApp = token && (await findTokenApp(world.db, token.value));
    const fault = faults.claim(method);
    if (fault?.delayMs) await pause(fault.delayMs, undefined, { ref: false });
    const answer =
      (fault && faultyAnswer(fault)) ??
      (await plainAnswer(
        handle(world, { method, args: createArgs(args), token, bearer, tokenApp, credentials }),
      ));
    calls.add({
      method,
      args,
      as: bearer?.token.user,
      team: bearer && tenantOf(bearer.token),
      app: bearer?.token.app ?? tokenApp,
      at,
      tookMs: performance.now() - started,
      status: answer.status,
      answer: typeof answer.body === 'object' ? answer.body : { text: answer.body },
    });
    return { ...answer, headers: { ...(bearer && scopeHeaders(method, bearer)), ...answer.headers } };
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

/** What the token may do, and what the method needs. docs.slack.dev/authentication/installing-with-oauth */
function scopeHeaders(method: string, { token, is_bot }: Bearer): Record<string, string> {
  const kind = is_bot ? 'bot' : 'user';
  return {
    'x-oauth-scopes': (token.scopes ?? scopesOf(kind)).join(),
    'x-accepted-oauth-scopes': (acceptedScopes(method, kind) ?? []).join(),
  };
}

interface CheckedCall {
  method: string;
  args: Args;
  token?: Token;
  /** Whom the token lets act. */
  bearer?: Bearer;
  /** The app to which the token belongs, if it is an app-level token. */
  tokenApp?: string;
  credentials?: Credentials;
}

async function handle(world: World, call: CheckedCall): Promise<Json> {
  const { method, args, token, bearer, tokenApp, credentials } = call;
  const open = own(api, method);
  const issuing = own(oauth, method);
  const appLevel = own(apps, method);
  const about = own(tokenMethods, method);
  const handler = own(methods, method);
  if (open) return open(args);
  if (issuing) return issuing({ world, args, credentials, token: token?.value });
  if (!appLevel && !about && !handler) {
    throw refusal('unknown_method', `The local Slack has no ${method}.`, [
      `[ERROR] the local Slack has no ${method}`,
    ]);
  }
  if (!token) throw refusal('not_authed', 'The call has no token.');
  if (tokenApp !== undefined && !token.inHeader)
    throw refusal('invalid_auth', 'An app-level token must be in the Authorization header.');
  if (tokenApp !== undefined && appLevel) return appLevel({ world, app: tokenApp, args });
  if (tokenApp !== undefined || (bearer && appLevel))
    throw refusal('not_allowed_token_type', `${method} does not accept this type of token.`);
  const isRefresh = bearer?.token.kind === 'refresh' && method !== 'auth.revoke';
  if (!bearer || isRefresh) throw refusal('invalid_auth', 'The token does not belong to any workspace.');
  checkBearer(bearer, world.now());
  const { scopes } = bearer.token;
  await checkScopes(world.db, { method, args, is_bot: bearer.is_bot, scopes });
  if (about) return about({ world, bearer, args, credentials });
  if (handler) return handleInWorkspace(world, handler, { method, args, bearer });
  throw refusal('not_allowed_token_type', `${method} does not accept this type of token.`);
}

async function handleInWorkspace(
  world: World,
  handler: Handler,
  { method, args, bearer }: { method: string; args: Args; bearer: Bearer },
): Promise<Json> {
  const { token, is_bot } = bearer;
  const team = await workspaceOf(world.db, { method, args, token });
  const callIn = async <W extends Workspace>(workspace: W): Promise<MethodCall<W>> => {
    const user = (await workspace.db.find(users, keyOf(team, token.user))) ?? bearer.user;
    if (!user || user.deleted) throw refusal('account_inactive', 'The account of this token is deactivated.');
    return { workspace, installed: await getInstalled(workspace, token.app), actor: { user, is_bot }, args };
  };
  return handler.kind === 'read'
    ? world.read(team, async (workspace) => handler.run(await callIn(workspace)))
    : world.change(team, async (workspace) => handler.run(await callIn(workspace)));
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
    const { error, details, fields } = refused;
    const messages = details.length > 0 ? { response_metadata: { messages: details } } : {};
    return { status: 200, headers: {}, body: { ok: false, error, ...fields, ...messages } };
  }
}
