import {
  type ConsentDecision,
  type LocalSlack,
  type SeedApp,
  startLocalSlack,
  type WorldSeed,
} from '../../../src/local-slack/index.js';
import type { Json } from '../../../src/local-slack/model.js';

export const REDIRECT_URL = 'https://app.example/slack/oauth_redirect';

/** Two workspaces of the organisation Coast, a third one elsewhere, and the apps Poll and Todo, installed nowhere. */
export function oauthSeed(app: Partial<SeedApp>): WorldSeed {
  const channels = [{ name: 'general' }, { name: 'secret', is_private: true, members: ['ana'] }];
  return {
    organisations: [{ name: 'Coast', domain: 'coast' }],
    workspaces: [
      {
        team: { name: 'Lighthouse', domain: 'lighthouse' },
        organisation: 'coast',
        people: [
          { name: 'ana', real_name: 'Ana Ferreira', is_admin: true },
          { name: 'ben', real_name: 'Ben Okafor' },
        ],
        channels,
      },
      {
        team: { name: 'Harbour', domain: 'harbour' },
        organisation: 'coast',
        people: ['ana', { name: 'chika', real_name: 'Chika Tanaka' }],
        channels: [{ name: 'general' }],
      },
      {
        team: { name: 'Acme', domain: 'acme' },
        people: [{ name: 'zoe', real_name: 'Zoe Quinn' }],
        channels: [{ name: 'general' }],
      },
    ],
    apps: [
      { name: 'Poll', redirect_urls: [REDIRECT_URL], installed_in: [], org_deploy: true, ...app },
      { name: 'Todo', redirect_urls: [REDIRECT_URL], installed_in: [] },
    ],
  };
}

/** Starts the world of the tests of OAuth. */
export function startOauthSlack(app: Partial<SeedApp> = {}): Promise<LocalSlack> {
  return startLocalSlack({ seed: oauthSeed(app), retryDelaysMs: [] });
}

/** The URL to which Poll sends people. */
export function authorizeUrl(local: LocalSlack, query: Record<string, string>): string {
  const all = new URLSearchParams({ client_id: local.clientId, ...query });
  return `${local.url}/oauth/v2/authorize?${all}`;
}

/** Lets Ana, or another person, allow an installation. @returns the code */
export async function getCode(
  local: LocalSlack,
  query: Record<string, string>,
  decision: Partial<ConsentDecision> = {},
): Promise<string> {
  const url = authorizeUrl(local, query);
  const given = { allow: true, person: 'ana', ...decision } as ConsentDecision;
  return new URL(await local.decideConsent(url, given)).searchParams.get('code') ?? '';
}

/** Calls a method with these arguments as a form. */
export async function callForm(
  local: LocalSlack,
  method: string,
  args: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Json> {
  const body = new URLSearchParams(args);
  return (await (await fetch(local.apiUrl + method, { method: 'POST', body, headers })).json()) as Json;
}

/** Calls a method with a token. */
export function callWith(
  local: LocalSlack,
  token: string | undefined,
  method: string,
  args: Record<string, string> = {},
): Promise<Json> {
  return callForm(local, method, args, { authorization: `Bearer ${token}` });
}

/** Calls oauth.v2.access with Poll's id and secret. */
export function access(local: LocalSlack, args: Record<string, string>): Promise<Json> {
  const { clientId: client_id, clientSecret: client_secret } = local;
  return callForm(local, 'oauth.v2.access', { client_id, client_secret, ...args });
}

/** The events that Poll was sent, in the order in which they happened. */
export async function eventsOf(local: LocalSlack): Promise<Json[]> {
  await local.idle();
  return local.pushes({ app: local.appId, kind: 'event' }).map(({ body }) => body);
}
