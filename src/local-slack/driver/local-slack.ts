import type { Clock } from '../clock.js';
import type { Running } from '../run.js';
import type { SyncReader } from '../store/memory-store.js';
import type { Faults } from '../web-api/faults.js';
import { postDue } from '../workspaces/scheduled.js';
import { apps, installations, teams } from '../world/collections.js';
import type { AppInstallations } from './app-installations.js';
import { type ConsentDecision, decideConsentNamed } from './consent-decision.js';
import { createLocalApp, type LocalApp } from './local-app.js';
import { createLocalWorkspace, type LocalWorkspace } from './local-workspace.js';
import { teamNamed } from './named.js';
import { type LocalSecret, listSecrets } from './secrets.js';

/**
 * A running local Slack. A test acts as its people, observes the workspace and the app, and injects failures. It is its
 * first workspace and its first app; `workspace` and `app` give the others.
 */
export interface LocalSlack
  extends LocalWorkspace,
    Omit<LocalApp, 'name' | 'botIn' | keyof AppInstallations> {
  /** URL of the page, without a slash at the end. */
  url: string;
  /** URL of the Web API, for a client's `slackApiUrl`. Ends with `/api/`. */
  apiUrl: string;
  /** The app's bot in the first workspace in which the app is installed, as are the next two fields; empty if nowhere. */
  botId: string;
  botUserId: string;
  botToken: string;
  /** All workspaces, the first one included. */
  workspaces(): LocalWorkspace[];
  /** Finds a workspace by domain, name or id. @throws HavocError whose message lists the workspaces */
  workspace(name: string): LocalWorkspace;
  /** All apps, the first one included. */
  apps(): LocalApp[];
  /** Finds an app by name or id. @throws HavocError whose message lists the apps */
  app(name: string): LocalApp;
  /**
   * Decides on the consent page of an app, without a browser.
   *
   * @param url the URL to which the app sends people, `…/oauth/v2/authorize?…`
   * @returns the URL to which Slack would send the person then
   * @throws HavocError if the request or the decision is not valid
   */
  decideConsent(url: string, decision: ConsentDecision): Promise<string>;
  /**
   * All secrets of the world: those of its apps, and the tokens, codes and webhooks that were issued, whether or not they
   * still work. Tokens that are made of people's names, such as `xoxp-local-ana`, are not in it. A test can look for the
   * secrets in what an app writes.
   */
  secrets(): LocalSecret[];
  /** The time of the world, which can be moved. */
  clock: Clock;
  /** Makes calls of a method fail. @returns a function that removes the fault early */
  fail: Faults['fail'];
  /** Posts the scheduled messages that are due. A timer also does this twice a second. */
  postScheduled(): Promise<void>;
  /** Resolves when no push is in progress. Pushes that wait for a retry do not count. */
  idle(): Promise<void>;
  /** Ends all pushes, and closes the pages and connections. */
  close(): Promise<void>;
}

export interface LocalSlackParts extends Running {
  now: SyncReader;
  close(): Promise<void>;
}

export function createLocalSlack(parts: LocalSlackParts): LocalSlack {
  const { world, pusher, faults, clock, now, close } = parts;
  const [first] = now.list(teams, 'all', '');
  const [firstApp] = now.list(apps, 'all', '');
  const team = first?.id ?? '';
  const { name, botIn, ...app } = createLocalApp(parts, firstApp?.id ?? '');
  const where = now
    .list(installations, 'app', app.appId)
    .flatMap((one) => one.team ?? one.team_access_granted);
  const [home] = where.includes(team) ? [team] : where;
  return {
    ...createLocalWorkspace(parts, team, true),
    ...app,
    ...(home === undefined ? { botId: '', botUserId: '', botToken: '' } : botIn(home)),
    url: world.url,
    apiUrl: `${world.url}/api/`,
    workspaces: () => now.list(teams, 'all', '').map(({ id }) => createLocalWorkspace(parts, id, false)),
    workspace: (wanted) => createLocalWorkspace(parts, teamNamed(now, wanted).id, false),
    apps: () => now.list(apps, 'all', '').map(({ id }) => createLocalApp(parts, id)),
    app: (wanted) => createLocalApp(parts, wanted),
    decideConsent: (address, decision) => decideConsentNamed(parts, address, decision),
    secrets: () => listSecrets(now, world.url),
    clock,
    fail: faults.fail,
    postScheduled: () => postDue(world),
    idle: pusher.idle,
    close,
  };
}
