import type {
  Havoc,
  InstallationDetails,
  InstallationEventName,
  InstallationEvents,
} from '../../src/client/index.js';
import { createStates } from '../../src/ingress/oauth/state.js';
import type { ConsentDecision, LocalSlackOptions, SeedApp } from '../../src/local-slack/index.js';
import { createVault, newKey } from '../../src/vault/index.js';
import { oauthSeed, REDIRECT_URL } from '../local-slack/support/oauth.js';
import { type Stack, type StackOptions, startStack } from '../support/stack.js';
import { until } from '../support/until.js';
import { createBrowser, type OpenedPage, type TestBrowser } from './install-browser.js';

export const INSTALL_URL = REDIRECT_URL.replace('oauth_redirect', 'install');

/** The scopes that the bot asks for. */
export const SCOPES = [
  'app_mentions:read',
  'channels:history',
  'channels:read',
  'chat:write',
  'team:read',
  'users:read',
];

type Allowed = Partial<Extract<ConsentDecision, { allow: true }>>;

/**
 * All of havoc with OAuth. The app Poll is installed nowhere in a world of three workspaces: Lighthouse and Harbour are
 * of the organisation Coast, Acme is of none.
 */
export interface InstallStage extends Stack {
  /** The app. It listens to every event about installations, and is started by the test or by `stage.app.start()`. */
  app: Havoc;
  newBrowser(): TestBrowser;
  /** Installs the app: opens the link, allows what it asks for, and returns the page at the end. */
  install(decision?: Allowed, how?: { link?: string; browser?: TestBrowser }): Promise<OpenedPage>;
  /** Resolves with the next event of this name that the app gets. Each event is returned once. */
  next<Name extends InstallationEventName>(name: Name): Promise<InstallationEvents[Name]>;
  /** Waits until the app has handled everything, and returns the names of the events that `next` has not returned. */
  remaining(): Promise<InstallationEventName[]>;
  /** The app's list of its installations. */
  listed(filter?: { ended?: boolean }): Promise<InstallationDetails[]>;
  /** Counts the rows of the tables of installations. */
  stored(): Promise<
    Record<'installation' | 'installation_token' | 'installation_news' | 'oauth_state', number>
  >;
}

export interface InstallStageOptions extends Omit<StackOptions, 'slack'> {
  slack?: Omit<LocalSlackOptions, 'seed'>;
  /** Settings of the app in the local Slack. */
  app?: Partial<SeedApp>;
}

const NAMES: readonly InstallationEventName[] = [
  'installed',
  'uninstalled',
  'tokens_revoked',
  'scopes_changed',
  'token_failed',
];

/** Starts the stage, but not its app. */
export async function startInstallStage(options: InstallStageOptions = {}): Promise<InstallStage> {
  const { slack, app: settings, environment, ...more } = options;
  const client = { client_id: '4724469134.4644010092847', client_secret: 'client-secret-of-the-app-poll' };
  const stack = await startStack({
    ...more,
    slack: { ...slack, seed: oauthSeed({ ...client, ...settings }) },
    environment: {
      SLACK_CLIENT_ID: client.client_id,
      SLACK_CLIENT_SECRET: client.client_secret,
      SLACK_SCOPES: SCOPES.join(),
      HAVOC_OAUTH_REDIRECT_URLS: REDIRECT_URL,
      HAVOC_ENCRYPTION_KEYS: newKey(new Date()),
      HAVOC_UNHANDLED_AFTER_MS: '0',
      ...environment,
    },
  });
  const app = stack.createApp();
  const heard: { [Name in InstallationEventName]: InstallationEvents[Name] }[InstallationEventName][] = [];
  for (const name of NAMES) app.on(name, async ({ event }) => void heard.push(event));
  const newBrowser = () => createBrowser(stack.sidecar);

  return {
    ...stack,
    app,
    newBrowser,
    async install(decision = {}, { link = INSTALL_URL, browser = newBrowser() } = {}) {
      const { location } = await browser.open(link);
      const person = decision.team === 'acme' ? 'zoe' : 'ana';
      return browser.open(await stack.local.decideConsent(location, { allow: true, person, ...decision }));
    },
    async next(name) {
      const isNext = ({ type }: { type: string }) => type === name;
      await until(() => heard.some(isNext));
      const [event] = heard.splice(heard.findIndex(isNext), 1);
      return event as InstallationEvents[typeof name];
    },
    async remaining() {
      const { prisma } = stack.database;
      await until(async () => (await prisma.installationNews.count()) === 0);
      await until(async () => !(await stack.outcomes()).includes(null));
      return heard.map(({ type }) => type);
    },
    async listed(filter) {
      const found: InstallationDetails[] = [];
      for await (const one of app.installations.list(filter)) found.push(one);
      return found;
    },
    async stored() {
      const { prisma } = stack.database;
      return {
        installation: await prisma.installation.count(),
        installation_token: await prisma.installationToken.count(),
        installation_news: await prisma.installationNews.count(),
        oauth_state: await prisma.oauthState.count(),
      };
    },
  };
}

/** Signs a state that was good until a moment ago. */
export async function signOldState({ config }: Pick<Stack, 'config'>): Promise<string> {
  const states = createStates({ vault: createVault(config.keys), lifetimeMs: 600_000 });
  const redirectUrl = config.HAVOC_OAUTH_REDIRECT_URLS?.[0] ?? '';
  const start = { redirectUrl, browser: 'any', hasPkce: false };
  return (await states.sign(start, new Date(Date.now() - 601_000))).token;
}
