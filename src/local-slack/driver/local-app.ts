import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import type { SyncReader } from '../store/memory-store.js';
import { apps, installations, tenantOf, tokens } from '../world/collections.js';
import { type AppInstallations, createAppInstallations } from './app-installations.js';
import { type AppParts, type Configuration, configure } from './configure.js';
import { createSocketControls, type SocketControls } from './socket-controls.js';

/** One app of a local Slack. */
export interface LocalApp extends AppInstallations {
  appId: string;
  name: string;
  clientId: string;
  clientSecret: string;
  signingSecret: string;
  /** The app-level token for `apps.connections.open`. Different in each run unless it is set. */
  appToken: string;
  /** The app's bot in the workspace with this id. @throws HavocError if the app is not installed there */
  botIn(team: string): { botId: string; botUserId: string; botToken: string };
  /** The app's Socket Mode connections. */
  socket: SocketControls;
  /**
   * Changes how pushes reach the app, its request URLs, its event subscriptions, and the commands and shortcuts that it
   * declares. A new URL for events is verified as in Slack: the local Slack sends a `url_verification`, and the app must
   * answer with its challenge. The URL is not verified if Socket Mode is the only door, because then the URL is not
   * in use. If `socket` is not one of the doors, the app's connections are closed.
   *
   * @throws HavocError `local_slack.url_not_verified` (failed_precondition). The configuration is then unchanged.
   */
  configure(change: Configuration): Promise<void>;
}

/** The app with this id or name. @throws HavocError whose message lists the apps */
export function createLocalApp(parts: AppParts & { now: SyncReader }, name: string): LocalApp {
  const { now } = parts;
  const all = now.list(apps, 'all', '');
  const app = all.find((one) => one.id === name) ?? all.find((one) => one.name === name);
  if (!app) {
    const names = all.map((one) => one.name).join(', ');
    throw refusal('app_not_found', `The local Slack has no app '${name}'. Its apps are ${names}.`);
  }
  const { id, client_id, client_secret, signing_secret, app_tokens } = app;
  return {
    appId: id,
    name: app.name,
    clientId: client_id,
    clientSecret: client_secret,
    signingSecret: signing_secret,
    appToken: app_tokens[0] ?? '',
    botIn: (team) => {
      const all = now.list(installations, 'app', id);
      const found =
        all.find((one) => one.team === team) ?? all.find((one) => one.team_access_granted.includes(team));
      if (!found) throw refusal('app_not_found', `${app.name} is not installed in ${team}.`);
      const issued = now.list(tokens, 'installation', keyOf(tenantOf(found), id));
      const token = issued.findLast(({ kind, ended }) => kind === 'bot' && !ended);
      return { botId: found.bot_id, botUserId: found.bot_user_id, botToken: token?.value ?? '' };
    },
    socket: createSocketControls(parts.links, id),
    configure: (change) => configure(parts, id, change),
    ...createAppInstallations(parts, id),
  };
}
