import type { Command, DoorName, Shortcut } from './model.js';
import type { RequestUrls } from './push/push.js';
import type { LinksOptions } from './socket-mode/links.js';
import type { Seed } from './state/seed.js';

export interface LocalSlackOptions {
  /** 0, which is the default, takes a free one. */
  port?: number;
  /** The address to listen on; 127.0.0.1 where absent. */
  host?: string;
  /** Where the app listens: one URL for all, or one a kind. Not verified here, since the app may not be up yet. */
  requestUrl?: string | RequestUrls;
  /**
   * By which ways the app is told of things: signed requests, Socket Mode, or both, in which case it is told
   * everything twice. Requests alone where absent.
   */
  doors?: Doors;
  /** The app's name, and that of its bot; `havoc` where absent. */
  appName?: string;
  /** The slash commands that there are; with none declared, every command goes to the app. */
  commands?: (Command | string)[];
  shortcuts?: Shortcut[];
  /** The workspace to start with, where it is not to be the standard one. */
  seed?: Seed;
  botToken?: string;
  /** With which the app connects for Socket Mode; made up anew for each run where absent. */
  appToken?: string;
  signingSecret?: string;
  /** How long to wait before each retry of an event: Slack's own are at once, a minute, five minutes. */
  retryDelaysMs?: readonly number[];
  /** How long the app has to answer; 3 s where absent. */
  answerWithinMs?: number;
  /** How long connections of Socket Mode stand, and how many there may be. */
  socketMode?: SocketModeOptions;
  now?: () => Date;
  /** Where the page was built to, where it is not `dist/page`. */
  pageFolder?: string;
}

/** At least one. */
export type Doors = readonly [DoorName, ...DoorName[]];

export type SocketModeOptions = Omit<LinksOptions, 'workspace'>;

/** Slack's schedule. docs.slack.dev/apis/events-api#retries */
export const SLACK_RETRY_DELAYS_MS: readonly number[] = [0, 60_000, 300_000];
export const SLACK_ANSWERS_WITHIN_MS = 3000;

/** The URLs that were given, by kind. */
export function toRequestUrls(given: string | RequestUrls | undefined): RequestUrls {
  return typeof given === 'string' ? { all: given } : (given ?? {});
}

export function toCommands(given: readonly (Command | string)[] | undefined): Command[] {
  return (given ?? []).map((one) => (typeof one === 'string' ? { command: one } : one));
}
