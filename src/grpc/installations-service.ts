import { HavocError } from '../base/index.js';
import {
  type Authorization,
  type InstallationsCreateLinkRequest,
  type InstallationsCreateLinkResponse,
  type InstallationsGetRequest,
  type InstallationsGetResponse,
  type InstallationsListAuthorizationsRequest,
  type InstallationsListAuthorizationsResponse,
  type InstallationsListRequest,
  type InstallationsListResponse,
  type InstallationsRevokeRequest,
  type InstallationsRevokeResponse,
  InstallationsService,
  type InstallationDetails as Message,
} from '../gen/havoc/v1/installations.js';
import type { CreateInstallLink } from '../ingress/index.js';
import type { InstallationDetails, Target } from '../installations/index.js';
import type { Logger } from '../log/index.js';
import { textOf } from './filter.js';
import { idOf } from './id-of.js';
import type { Service } from './server.js';
import { unary } from './unary.js';

export interface InstallationsServiceOptions {
  installations: {
    get(key: Omit<Target, 'user_id'>): Promise<InstallationDetails | undefined>;
    /** Lists installations after the tenant `after`, in the order of tenants. With `ended`, includes ended ones. */
    list(options: { limit: number; after?: string; ended: boolean }): Promise<InstallationDetails[]>;
    /** Revokes the token of the user. Without a user, removes the app. */
    revoke(target: Target): Promise<void>;
  };
  /** Undefined if OAuth is not configured. */
  createLink?: CreateInstallLink;
  /** Lists the installations that can see the event of this `event_context`. */
  listAuthorizations: (eventContext: string) => Promise<Authorization[]>;
  log: Logger;
}

const DEFAULT_LIMIT = 100;
const MOST_LIMIT = 1_000;
const DAY_S = 24 * 60 * 60;
const LIFETIME_S = { least: 60, standard: 7 * DAY_S, most: 30 * DAY_S };

/** Creates havoc.v1.Installations, which lists and revokes the app's installations and makes install links. */
export function createInstallationsService(options: InstallationsServiceOptions): Service {
  const { installations, createLink, listAuthorizations, log } = options;

  return {
    definition: InstallationsService,
    implementation: {
      get: unary<InstallationsGetRequest, InstallationsGetResponse>(log, async (request) => {
        const key = keyOf(request);
        const installation = await installations.get(key);
        if (!installation) throw notFound(key);
        return { response: { installation: toMessage(installation) } };
      }),
      list: unary<InstallationsListRequest, InstallationsListResponse>(
        log,
        async ({ limit = DEFAULT_LIMIT, after, ended = false }) => {
          if (limit < 1 || limit > MOST_LIMIT) throw badLimit(limit);
          const found = await installations.list({ limit, after: textOf(after, 'after'), ended });
          const next = found.length === limit ? found.at(-1)?.tenant : undefined;
          return { response: { installations: found.map(toMessage), next } };
        },
      ),
      createLink: unary<InstallationsCreateLinkRequest, InstallationsCreateLinkResponse>(
        log,
        async ({ context_json, team_id, lifetime_s = LIFETIME_S.standard }) => {
          if (createLink === undefined) throw notConfigured();
          if (lifetime_s < LIFETIME_S.least || lifetime_s > LIFETIME_S.most) throw badLifetime(lifetime_s);
          const { url, expiresAt } = await createLink({
            context: context_json,
            team_id: team_id === undefined ? undefined : idOf(team_id, 'a workspace'),
            lifetimeMs: lifetime_s * 1_000,
          });
          return { response: { url, expires_at: expiresAt } };
        },
      ),
      listAuthorizations: unary<
        InstallationsListAuthorizationsRequest,
        InstallationsListAuthorizationsResponse
      >(log, async ({ event_context }) => {
        if (!event_context) throw noEventContext();
        return { response: { authorizations: await listAuthorizations(event_context) } };
      }),
      revoke: unary<InstallationsRevokeRequest, InstallationsRevokeResponse>(log, async (request) => {
        const { user_id } = request;
        const user = user_id === undefined ? {} : { user_id: idOf(user_id, 'a user') };
        await installations.revoke({ ...keyOf(request), ...user });
        return { response: {} };
      }),
    },
  };
}

function keyOf({ team_id, enterprise_id }: InstallationsGetRequest): Omit<Target, 'user_id'> {
  if (team_id === undefined && enterprise_id === undefined) throw noInstallation();
  return {
    ...(team_id !== undefined && { team_id: idOf(team_id, 'a workspace') }),
    ...(enterprise_id !== undefined && { enterprise_id: idOf(enterprise_id, 'an organisation') }),
  };
}

function toMessage({ context, webhook, tokens, ...details }: InstallationDetails): Message {
  return {
    ...details,
    context_json: context === undefined ? undefined : Buffer.from(context),
    incoming_webhook: webhook,
    bot: tokens.find(({ user_id }) => user_id === undefined),
    users: tokens.filter(({ user_id }) => user_id !== undefined),
  };
}

function noInstallation(): HavocError {
  return bad(
    'installation',
    'The request names no installation. Set team_id, or enterprise_id for an org-wide installation.',
  );
}

function badLimit(limit: number): HavocError {
  return bad(
    'limit',
    `limit is ${limit}, but must be 1 to ${MOST_LIMIT}. Use after to get further installations.`,
  );
}

function badLifetime(lifetime_s: number): HavocError {
  const { least, most } = LIFETIME_S;
  return bad('lifetime', `lifetime_s is ${lifetime_s}. Set it to ${least} to ${most} seconds.`);
}

function noEventContext(): HavocError {
  return bad('event_context', 'The request has no event_context. Set it to the event_context of the event.');
}

function notFound({ team_id, enterprise_id }: Omit<Target, 'user_id'>): HavocError {
  const where = [team_id, enterprise_id].filter((id) => id !== undefined).join(' in ');
  return new HavocError({
    kind: 'not_found',
    code: 'installations.not_found',
    message: `The app was never installed in ${where}, or havoc has removed everything about it. Run \`havoc installations list\` to see where it is installed.`,
    fields: { team_id, enterprise_id },
  });
}

function bad(what: string, message: string): HavocError {
  return new HavocError({ kind: 'invalid_argument', code: `installations.bad_${what}`, message });
}

function notConfigured(): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'oauth.not_configured',
    message:
      'havoc makes no install links, because OAuth is not configured. Set SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_SCOPES for havoc.',
  });
}
