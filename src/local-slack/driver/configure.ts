import { randomBytes } from 'node:crypto';
import { HavocError, isObject } from '../../base/index.js';
import { VERIFICATION_TOKEN } from '../apps/event-callback.js';
import { getInstalled, toShownApp } from '../apps/installed.js';
import type { Pusher } from '../apps/pusher.js';
import type { Links } from '../apps/socket-mode/links.js';
import type { App, Command, Doors, RequestUrls, Shortcut } from '../model.js';
import { apps, installations } from '../world/collections.js';
import { toCommands, toRequestUrls } from '../world/plant-apps.js';
import type { World } from '../world/world.js';

export interface Configuration {
  doors?: Doors;
  requestUrl?: string | RequestUrls;
  /** False to accept the URL without verification. */
  verify?: boolean;
  /** The types of the events to send, such as `app_mention` or `message.channels`. */
  events?: string[];
  commands?: (Command | string)[];
  shortcuts?: Shortcut[];
  /** The URLs to which OAuth may redirect. */
  redirectUrls?: string[];
}

/** The parts of a local Slack that concern apps. */
export interface AppParts {
  world: World;
  pusher: Pusher;
  links: Links;
}

/**
 * Changes the configuration of an app.
 *
 * @throws HavocError `local_slack.url_not_verified` (failed_precondition). The configuration is then unchanged.
 */
export async function configure(
  { world, pusher, links }: AppParts,
  id: string,
  { doors, requestUrl, verify, events, commands, shortcuts, redirectUrls }: Configuration,
): Promise<void> {
  const change: Partial<App> = {
    ...(doors && { doors }),
    ...(requestUrl !== undefined && { urls: toRequestUrls(requestUrl) }),
    ...(events && { events }),
    ...(commands && { commands: toCommands(commands) }),
    ...(shortcuts && { shortcuts }),
    ...(redirectUrls && { redirect_urls: redirectUrls }),
  };
  const before = await world.db.find(apps, id);
  if (before && requestUrl !== undefined && verify !== false)
    await verifyUrl(pusher, { ...before, ...change });
  await world.db.transact(async (transaction) => {
    const app = await transaction.find(apps, id);
    if (app) transaction.put(apps, { ...app, ...change });
  });
  if (doors && !doors.includes('socket')) links.of(id).disconnect('link_disabled');
  if (!commands && !shortcuts) return;
  for (const { team: own, team_access_granted } of await world.db.list(installations, 'app', id)) {
    for (const team of own === undefined ? team_access_granted : [own]) {
      await world.change(team, async (workspace) => {
        workspace.emit({ kind: 'app_changed', app: toShownApp(await getInstalled(workspace, id)) });
      });
    }
  }
}

/** Verifies the URL for events as Slack does, unless Socket Mode is the only door: then the URL is not in use. */
async function verifyUrl(pusher: Pusher, app: App): Promise<void> {
  const isInUse = app.doors.includes('http') && (app.urls.events ?? app.urls.all) !== undefined;
  if (!isInUse) return;
  const challenge = randomBytes(24).toString('base64url');
  const body = { token: VERIFICATION_TOKEN, challenge, type: 'url_verification' };
  const { push, attempt } = await pusher.ask(app, 'url_verification', body);
  const answer = attempt?.answer;
  if (!attempt || (!attempt.failure && (isObject(answer) ? answer.challenge : answer) === challenge)) return;
  const got = attempt.failure ?? `HTTP ${attempt.status} with ${JSON.stringify(answer ?? '').slice(0, 200)}`;
  throw new HavocError({
    kind: 'failed_precondition',
    code: 'local_slack.url_not_verified',
    message: `${push.url} did not answer url_verification with its challenge (${got}). Check that the app is running and that it uses the signing secret of the local Slack.`,
  });
}
