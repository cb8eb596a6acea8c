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

/** A local Slack that is up: what people do there, what can be seen of it, and what breaks. */
export interface LocalSlack extends Observing {
  /** Where the page is, without a slash at the end. */
  url: string;
  /** For a client's `slackApiUrl`; ends in `/api/`. */
  apiUrl: string;
  team: Team;
  appId: string;
  botId: string;
  botUserId: string;
  botToken: string;
  /** For `apps.connections.open`; another in each run. */
  appToken: string;
  signingSecret: string;
  /** The connections of Socket Mode. */
  socket: SocketControls;
  /** Who is there, bots left out. */
  people(): User[];
  channels(): Channel[];
  /** By name (with or without `#`) or id. @throws HavocError that names those there are */
  channel(name: string): Channel;
  /** By handle, name or id. @throws HavocError that names those there are */
  user(name: string): User;
  /** The token with which to call the Web API as this person. */
  userToken(name: string): string;
  /** Lets this person act. */
  as(name: string): Person;
  /**
   * Says by which ways the app is told of things, where it listens, and what it declares. A new URL for events
   * is verified, as Slack does, by a `url_verification` whose challenge the app must give back; one that is not
   * in use, since there is only Socket Mode, is kept as it is. Connections end when Socket Mode does.
   *
   * @throws HavocError `local_slack.url_not_verified` (failed_precondition); then nothing has changed
   */
  configure(change: Configuration): Promise<void>;
  /** Makes calls of this method fail. @returns what ends it early */
  fail: Faults['fail'];
  /** Somebody joins the workspace, and #general. */
  addPerson(person: SeedPerson): User;
  changeProfile(name: string, change: Partial<Profile>): User;
  deactivate(name: string): User;
  /** Posts the scheduled messages that are due by the clock; a timer does so twice a second too. */
  postScheduled(): void;
  /** When no push is under way; what waits for its next try does not count. */
  idle(): Promise<void>;
  /** Ends pushes, pages and connections. */
  close(): Promise<void>;
}

export interface Configuration {
  doors?: Doors;
  requestUrl?: string | RequestUrls;
  /** False to take the URL as it is. */
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
    message: `${push.url} did not give back the challenge of url_verification (${got}): is the app up, and does it hold the signing secret of the local Slack?`,
  });
}
