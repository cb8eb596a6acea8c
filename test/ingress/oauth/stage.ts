import {
  type CreateInstallLink,
  createInstallLink,
  createOAuthPages,
  type OAuthPages,
  type OAuthPagesOptions,
  type WantedLink,
} from '../../../src/ingress/index.js';
import type { PageAnswer, PageName } from '../../../src/ingress/oauth/page-request.js';
import type { Grant } from '../../../src/installations/index.js';
import { createLogger } from '../../../src/log/index.js';
import type { SlackAnswer, SlackRequest } from '../../../src/slack/index.js';
import { createVault, newKey, readKeys } from '../../../src/vault/index.js';

export const REDIRECT = 'https://slack.example.com/slack/oauth_redirect';
export const APP_SECRET = 'a-secret-of-the-app-with-32-characters';
export const CODE = 'a-code-of-slack';

/** What Slack answers to the exchange of a code, as its documentation shows it. */
export const GRANTED = {
  ok: true,
  access_token: 'xoxb-1-granted',
  token_type: 'bot',
  scope: 'commands,chat:write',
  bot_user_id: 'U0KRQLJ9H',
  app_id: 'A0KRD7HC3',
  team: { name: 'Slack Pickleball Team', id: 'T9TK3CUKW' },
  enterprise: null,
  is_enterprise_install: false,
  authed_user: { id: 'U1234' },
};

export interface Opening {
  query?: string;
  cookies?: string;
  hosts?: string[];
  /** The client's address, if it is known. */
  address?: string;
  isHead?: boolean;
}

/** The pages of OAuth with a stub of Slack, a store in memory, and a clock that a test moves. */
export interface Stage {
  pages: OAuthPages;
  open(page: PageName, opening?: Opening): Promise<PageAnswer>;
  /** Begins an installation, and returns what Slack's page gets and the browser keeps. */
  begin(opening?: Opening): Promise<{ state: string; cookies: string; url: URL }>;
  /** Ends an installation that was begun. */
  end(begun: { state: string; cookies: string }, more?: string, opening?: Opening): Promise<PageAnswer>;
  createLink(wanted: Omit<WantedLink, 'context'> & { context?: string }): ReturnType<CreateInstallLink>;
  calls: SlackRequest[];
  grants: Grant[];
  used: { id: string; expiresAt: Date }[];
  logged(): string;
  pass(ms: number): void;
  now(): Date;
}

export const KEYS = readKeys(newKey(new Date()));

export function createStage(
  options: Partial<OAuthPagesOptions> = {},
  answers: Record<string, SlackAnswer['body'] | (() => Promise<SlackAnswer>)> = {},
): Stage {
  let nowMs = Date.UTC(2026, 11, 1, 12);
  const now = () => new Date(nowMs);
  const [calls, grants, used, lines]: [SlackRequest[], Grant[], Stage['used'], string[]] = [[], [], [], []];
  const vault = options.vault ?? createVault(KEYS);
  const redirectUrls = options.redirectUrls ?? ([REDIRECT] as const);
  const createLink = createInstallLink({ vault, redirectUrls, now });
  const given = {
    'oauth.v2.access': GRANTED,
    'auth.test': { ok: true, url: 'https://pickle.slack.com/', bot_id: 'B0KRQLJ9H' },
    ...answers,
  };
  const pages = createOAuthPages({
    vault,
    apiUrl: 'https://slack.com/api/',
    clientId: '4724469134.4644010092847',
    clientSecret: 'the-client-secret',
    scopes: ['commands', 'chat:write'],
    userScopes: ['search:read'],
    redirectUrls,
    hasPkce: false,
    stateMs: 600_000,
    contextSecret: APP_SECRET,
    async call(request) {
      calls.push(request);
      const answer = Object.entries(given).find(([method]) => method === request.method)?.[1] ?? {};
      if (typeof answer === 'function') return answer();
      const { ok, error } = answer as { ok?: boolean; error?: string };
      return { ok: ok === true, error, status: 200, body: answer };
    },
    async useStateOnce(id, expiresAt) {
      const isFirst = used.every((one) => one.id !== id);
      if (isFirst) used.push({ id, expiresAt });
      return isFirst;
    },
    install: async (grant) => void grants.push(grant),
    log: createLogger({ level: 'debug', destination: { write: (line) => void lines.push(line) } }),
    now,
    nowMs: () => nowMs,
    ...options,
  });
  const open: Stage['open'] = (
    page,
    { query = '', cookies = '', hosts = [], address, isHead = false } = {},
  ) => pages.answer({ page, query, cookies, hosts, address, isHead });
  return {
    pages,
    open,
    async begin(opening) {
      const { headers, setCookies = [] } = await open('install', opening);
      const url = new URL(headers.location ?? 'none:');
      const [cookies = ''] = (setCookies[0] ?? '').split(';');
      return { state: url.searchParams.get('state') ?? '', cookies, url };
    },
    end: ({ state, cookies }, more = `code=${CODE}`, opening = {}) =>
      open('redirect', { query: `state=${state}&${more}`, cookies, ...opening }),
    createLink: ({ context, ...wanted }) =>
      createLink({ ...wanted, context: context === undefined ? undefined : Buffer.from(context) }),
    calls,
    grants,
    used,
    logged: () => lines.join(''),
    pass(ms) {
      nowMs += ms;
    },
    now,
  };
}
