import { randomBytes } from 'node:crypto';
import { HavocError, isObject } from '../../base/index.js';
import type { Scene } from '../acts/act.js';
import type { Journal } from '../journal.js';
import type { Channel, Command, Profile, Shortcut, Team, User } from '../model.js';
import { type Doors, toCommands, toRequestUrls } from '../options.js';
import { VERIFICATION_TOKEN } from '../push/event-callback.js';
import type { HttpDoor } from '../push/http-door.js';
import type { Push, RequestUrls } from '../push/push.js';
import type { Links } from '../socket-mode/links.js';
import { addMember } from '../state/channels.js';
import { addPerson, changeProfile, deactivate } from '../state/people.js';
import { postDue } from '../state/scheduled.js';
import type { SeedPerson } from '../state/seed.js';
import type { Call } from '../web-api/dispatch.js';
import type { Faults } from '../web-api/faults.js';
import { userToken } from '../web-api/tokens.js';
import { channelNamed, personNamed } from './named.js';
import { createObserving, type Observing } from './observing.js';
import { createPerson, type Person } from './person.js';
import { createSocketControls, type SocketControls } from './socket-controls.js';

/** A running local Slack. A test acts as its people, observes the workspace and the app, and injects failures. */
export interface LocalSlack extends Observing {
  /** URL of the page, without a slash at the end. */
  url: string;
  /** URL of the Web API, for a client's `slackApiUrl`. Ends with `/api/`. */
  apiUrl: string;
  team: Team;
  appId: string;
  botId: string;
  botUserId: string;
  botToken: string;
  /** The app-level token for `apps.connections.open`. Different in each run unless it is set in the options. */
  appToken: string;
  signingSecret: string;
  /** The app's Socket Mode connections. */
  socket: SocketControls;
  /** All people, without bots. */
  people(): User[];
  channels(): Channel[];
  /** Finds a channel by name (with or without `#`) or id. @throws HavocError whose message lists the channels */
  channel(name: string): Channel;
  /** Finds a user by handle, name or id. @throws HavocError whose message lists the users */
  user(name: string): User;
  /** The token for Web API calls as this person. */
  userToken(name: string): string;
  /** Acts as this person. */
  as(name: string): Person;
  /**
   * Changes how pushes reach the app, its request URLs, and the commands and shortcuts that it declares.
   * A new URL for events is verified as in Slack: the local Slack sends a `url_verification`, and the app must
   * answer with its challenge. The URL is not verified if Socket Mode is the only door, because then the URL is not
   * in use. If `socket` is not one of the doors, the app's connections are closed.
   *
   * @throws HavocError `local_slack.url_not_verified` (failed_precondition). The configuration is then unchanged.
   */
  configure(change: Configuration): Promise<void>;
  /** Makes calls of a method fail. @returns a function that removes the fault early */
  fail: Faults['fail'];
  /** Adds a person to the workspace and to #general. */
  addPerson(person: SeedPerson): User;
  changeProfile(name: string, change: Partial<Profile>): User;
  deactivate(name: string): User;
  /** Posts the scheduled messages that are due. A timer also does this twice a second. */
  postScheduled(): void;
  /** Resolves when no push is in progress. Pushes that wait for a retry do not count. */
  idle(): Promise<void>;
  /** Ends all pushes, and closes the pages and connections. */
  close(): Promise<void>;
}

export interface Configuration {
  doors?: Doors;
  requestUrl?: string | RequestUrls;
  /** False to accept the URL without verification. */
  verify?: boolean;
  commands?: (Command | string)[];
  shortcuts?: Shortcut[];
}

export interface LocalSlackParts extends Scene {
  calls: Journal<Call>;
  pushes: Journal<Push>;
  faults: Faults;
  botToken: string;
  appToken: string;
  signingSecret: string;
  httpDoor: HttpDoor;
  links: Links;
  close(): Promise<void>;
}

export function createLocalSlack(parts: LocalSlackParts): LocalSlack {
  const { workspace, pusher, calls, pushes, faults, links, botToken, appToken, signingSecret, close } = parts;
  const { url, team, app } = workspace;
  return {
    ...createObserving(workspace, calls, pushes),
    url,
    apiUrl: `${url}/api/`,
    team,
    appId: app.id,
    botId: app.bot_id,
    botUserId: app.bot_user_id,
    botToken,
    appToken,
    signingSecret,
    socket: createSocketControls(links),
    people: () => [...workspace.users.values()].filter(({ is_bot }) => !is_bot),
    channels: () => [...workspace.channels.values()],
    channel: (name) => channelNamed(workspace, name),
    user: (name) => personNamed(workspace, name),
    userToken: (name) => userToken(personNamed(workspace, name).name),
    as: (name) => createPerson(parts, name),
    configure: (change) => configure(parts, change),
    fail: faults.fail,
    addPerson: (person) => {
      const user = addPerson(workspace, person);
      const general = [...workspace.channels.values()].find(({ is_general }) => is_general);
      if (general) addMember(workspace, general, user.id);
      return user;
    },
    changeProfile: (name, change) => changeProfile(workspace, personNamed(workspace, name), change),
    deactivate: (name) => deactivate(workspace, personNamed(workspace, name), true),
    postScheduled: () => postDue(workspace),
    idle: pusher.idle,
    close,
  };
}

async function configure(
  { workspace, pusher, httpDoor, links }: LocalSlackParts,
  change: Configuration,
): Promise<void> {
  const before = { doors: workspace.doors, urls: httpDoor.urls() };
  if (change.doors) workspace.doors = change.doors;
  if (change.requestUrl !== undefined) httpDoor.configure(toRequestUrls(change.requestUrl));
  const isInUse = workspace.doors.includes('http') && httpDoor.findUrl('url_verification') !== undefined;
  if (change.requestUrl !== undefined && change.verify !== false && isInUse) {
    await verify(pusher).catch((thrown: unknown) => {
      workspace.doors = before.doors;
      httpDoor.configure(before.urls);
      throw thrown;
    });
  }
  if (!workspace.doors.includes('socket')) links.disconnect('link_disabled');
  if (change.commands) workspace.commands = toCommands(change.commands);
  if (change.shortcuts) workspace.shortcuts = change.shortcuts;
  if (change.commands || change.shortcuts) workspace.emit({ kind: 'declared' });
}

async function verify(pusher: Scene['pusher']): Promise<void> {
  const challenge = randomBytes(24).toString('base64url');
  const body = { token: VERIFICATION_TOKEN, challenge, type: 'url_verification' };
  const { push, attempt } = await pusher.ask('url_verification', body);
  const answer = attempt?.answer;
  if (!attempt?.failure && (isObject(answer) ? answer.challenge : answer) === challenge) return;
  const got =
    attempt?.failure ?? `HTTP ${attempt?.status} with ${JSON.stringify(answer ?? '').slice(0, 200)}`;
  throw new HavocError({
    kind: 'failed_precondition',
    code: 'local_slack.url_not_verified',
    message: `${push.url} did not answer url_verification with its challenge (${got}). Check that the app is running and that it uses the signing secret of the local Slack.`,
  });
}
