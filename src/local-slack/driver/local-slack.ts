import type { Team } from '../model.js';
import { refusal } from '../refusal.js';
import type { Running } from '../run.js';
import type { SyncReader } from '../store/memory-store.js';
import type { Faults } from '../web-api/faults.js';
import { postDue } from '../workspaces/scheduled.js';
import { apps, installations, teams } from '../world/collections.js';
import { createLocalApp, type LocalApp } from './local-app.js';
import { createLocalWorkspace, type LocalWorkspace } from './local-workspace.js';

/**
 * A running local Slack. A test acts as its people, observes the workspace and the app, and injects failures. It is its
 * first workspace and its first app; `workspace` and `app` give the others.
 */
export interface LocalSlack extends LocalWorkspace, Omit<LocalApp, 'name' | 'botIn'> {
  /** URL of the page, without a slash at the end. */
  url: string;
  /** URL of the Web API, for a client's `slackApiUrl`. Ends with `/api/`. */
  apiUrl: string;
  /** The app's bot in the first workspace in which the app is installed, as are the next two fields. */
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
  const { world, pusher, faults, now, close } = parts;
  const [first] = now.list(teams, 'all', '');
  const [firstApp] = now.list(apps, 'all', '');
  const team = first?.id ?? '';
  const { name, botIn, ...app } = createLocalApp(parts, firstApp?.id ?? '');
  const installed = now.list(installations, 'app', app.appId).map((one) => one.team);
  return {
    ...createLocalWorkspace(parts, team, true),
    ...app,
    ...botIn(installed.includes(team) ? team : (installed[0] ?? team)),
    url: world.url,
    apiUrl: `${world.url}/api/`,
    workspaces: () => now.list(teams, 'all', '').map(({ id }) => createLocalWorkspace(parts, id, false)),
    workspace: (wanted) => createLocalWorkspace(parts, teamNamed(now, wanted).id, false),
    apps: () => now.list(apps, 'all', '').map(({ id }) => createLocalApp(parts, id)),
    app: (wanted) => createLocalApp(parts, wanted),
    fail: faults.fail,
    postScheduled: () => postDue(world),
    idle: pusher.idle,
    close,
  };
}

function teamNamed(now: SyncReader, wanted: string): Team {
  const all = now.list(teams, 'all', '');
  const found = all.find(({ id, name, domain }) => [domain, name, id].includes(wanted));
  if (found) return found;
  const domains = all.map(({ domain }) => domain).join(', ');
  throw refusal(
    'team_not_found',
    `The local Slack has no workspace '${wanted}'. Its workspaces are ${domains}.`,
  );
}
