import type { User } from '../model.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import type { Reader } from '../store/transaction.js';
import { ALL, channels, enterprises, placements, teams, users } from '../world/collections.js';
import type { World } from '../world/world.js';
import { type AuthorizeQuery, type AuthorizeRequest, readAuthorizeRequest } from './authorize-request.js';
import { newOauthCode } from './new-oauth-code.js';
import { describeScope } from './scope-descriptions.js';
import { teamsOf } from './tenant.js';

export interface ConsentScope {
  scope: string;
  description: string;
  /** True if the person can refuse it. */
  optional: boolean;
}

interface ConsentPerson {
  id: string;
  /** The handle. */
  name: string;
  real_name: string;
}

/** What a person decides about. */
export interface Consent {
  app: { id: string; name: string };
  bot_scopes: ConsentScope[];
  user_scopes: ConsentScope[];
  /** True if the person has to choose a channel for the incoming webhook. */
  needs_channel: boolean;
  workspaces: {
    id: string;
    name: string;
    people: ConsentPerson[];
    channels: { id: string; name: string }[];
  }[];
  /** The organisations in which the app can be installed org-wide, with their admins. */
  organisations: { id: string; name: string; people: ConsentPerson[] }[];
}

/** What the person has decided. */
export type Decision =
  | { allow: false }
  | {
      allow: true;
      /** Id of the workspace, unless the app is to be installed org-wide. */
      team?: string;
      /** Id of the organisation, to install the app org-wide. */
      enterprise?: string;
      /** Id of the person. */
      person: string;
      /** What the person grants: all required scopes, and some of the optional ones. All scopes if absent. */
      scopes?: { bot: string[]; user: string[] };
      /** Id of the channel for the incoming webhook. */
      channel?: string;
    };

/**
 * What the consent page shows for a request.
 *
 * @throws refusal as `readAuthorizeRequest` does
 */
export async function describeConsent(world: Pick<World, 'db'>, query: AuthorizeQuery): Promise<Consent> {
  const { db } = world;
  const request = await readAuthorizeRequest(db, query);
  const { app } = request;
  const all = await db.list(teams, 'all', ALL);
  return {
    app: { id: app.id, name: app.name },
    bot_scopes: describeScopes('bot', request.bot_scopes, app.scopes.bot_optional),
    user_scopes: describeScopes('user', request.user_scopes, app.scopes.user_optional),
    needs_channel: request.bot_scopes.includes('incoming-webhook'),
    workspaces: await Promise.all(
      all.map(async ({ id, name }) => ({
        id,
        name,
        people: (await peopleOf(db, id)).map(toConsentPerson),
        channels: await channelsOf(db, id),
      })),
    ),
    organisations: await organisationsFor(db, request),
  };
}

/**
 * Carries out the decision: makes a code if the person allows the installation.
 *
 * @returns where to send the person
 * @throws refusal as `readAuthorizeRequest` does, or if the decision is not possible
 */
export async function decideConsent(
  world: World,
  query: AuthorizeQuery,
  decision: Decision,
): Promise<{ redirect: string }> {
  const request = await readAuthorizeRequest(world.db, query);
  const { state } = request;
  if (!decision.allow) return { redirect: withQuery(request, { error: 'access_denied', state }) };
  await checkPlace(world.db, request, decision);
  const scopes = grantedScopes(request, decision.scopes);
  const webhook_channel = await channelFor(world.db, scopes.bot, decision);
  const code = await newOauthCode(world, {
    app: request.app.id,
    ...(decision.team === undefined ? { enterprise: decision.enterprise } : { team: decision.team }),
    user: decision.person,
    scopes,
    ...(request.redirect_uri && { redirect_uri: request.redirect_uri }),
    ...(request.code_challenge && { code_challenge: request.code_challenge }),
    rotates: request.rotates,
    ...(webhook_channel && { webhook_channel }),
  });
  return { redirect: withQuery(request, { code, state }) };
}

function describeScopes(
  kind: 'bot' | 'user',
  scopes: readonly string[],
  optional: readonly string[] = [],
): ConsentScope[] {
  return scopes.map((scope) => ({
    scope,
    description: describeScope(kind, scope) ?? scope,
    optional: optional.includes(scope),
  }));
}

/** @throws refusal `team_not_found`, `enterprise_not_found` or `user_not_found` */
async function checkPlace(
  db: Reader,
  request: AuthorizeRequest,
  { team, enterprise, person }: Extract<Decision, { allow: true }>,
): Promise<void> {
  const organisation = (await organisationsFor(db, request)).find(({ id }) => id === enterprise);
  if (team === undefined && !organisation) {
    throw refusal(
      'enterprise_not_found',
      'The app cannot be installed org-wide here. It needs bot scopes, and org_deploy in its configuration.',
    );
  }
  if (team !== undefined && !(await db.find(teams, team)))
    throw refusal('team_not_found', `The local Slack has no workspace '${team}'.`);
  const people = team === undefined ? (organisation?.people ?? []) : await peopleOf(db, team);
  if (people.some(({ id }) => id === person)) return;
  throw refusal(
    'user_not_found',
    team === undefined
      ? `Only an admin of the organisation can install the app org-wide, and '${person}' is not one. Give a person is_admin.`
      : `The workspace has no person '${person}'.`,
  );
}

/** @throws refusal `invalid_scope` */
function grantedScopes(
  { app, bot_scopes, user_scopes }: AuthorizeRequest,
  given: { bot: string[]; user: string[] } | undefined,
): { bot: string[]; user: string[] } {
  if (!given) return { bot: bot_scopes, user: user_scopes };
  const { bot_optional = [], user_optional = [] } = app.scopes;
  const check = (asked: string[], granted: string[], optional: string[]) => {
    const isValid =
      granted.every((scope) => asked.includes(scope)) &&
      asked.every((scope) => granted.includes(scope) || optional.includes(scope));
    if (isValid) return asked.filter((scope) => granted.includes(scope));
    throw refusal('invalid_scope', 'Only optional scopes can be refused, and only requested ones granted.');
  };
  return {
    bot: check(bot_scopes, given.bot, bot_optional),
    user: check(user_scopes, given.user, user_optional),
  };
}

/** @throws refusal `channel_not_found` if a webhook was granted in a workspace, and no channel was chosen for it */
async function channelFor(
  db: Reader,
  scopes: readonly string[],
  { team, channel }: Extract<Decision, { allow: true }>,
): Promise<string | undefined> {
  if (team === undefined || !scopes.includes('incoming-webhook')) return undefined;
  if (channel && (await db.find(placements, keyOf(team, channel)))) return channel;
  throw refusal('channel_not_found', 'Choose a channel of the workspace for the incoming webhook.');
}

async function organisationsFor(
  db: Reader,
  { app, bot_scopes }: AuthorizeRequest,
): Promise<Consent['organisations']> {
  if (!app.org_deploy || bot_scopes.length === 0) return [];
  const all = await db.list(enterprises, 'all', ALL);
  return Promise.all(
    all.map(async ({ id, name }) => {
      const members = await Promise.all((await teamsOf(db, id)).map((team) => peopleOf(db, team.id)));
      const admins = members.flat().filter(({ enterprise_user }) => enterprise_user?.is_admin);
      const people = [...new Map(admins.map((one) => [one.id, toConsentPerson(one)])).values()];
      return { id, name, people };
    }),
  );
}

async function peopleOf(db: Reader, team: string): Promise<User[]> {
  return (await db.list(users, 'team', team)).filter(({ is_bot, deleted }) => !is_bot && !deleted);
}

function toConsentPerson({ id, name, real_name }: User): ConsentPerson {
  return { id, name, real_name };
}

/** The public channels of the workspace. */
async function channelsOf(db: Reader, team: string): Promise<{ id: string; name: string }[]> {
  const placed = await db.list(placements, 'type', keyOf(team, 'channel'));
  const found = await Promise.all(placed.map(({ channel }) => db.find(channels, channel)));
  return found.flatMap((one) => (one && !one.is_archived ? [{ id: one.id, name: one.name }] : []));
}

function withQuery({ redirect_to }: AuthorizeRequest, fields: Record<string, string>): string {
  const url = new URL(redirect_to);
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  return url.href;
}
