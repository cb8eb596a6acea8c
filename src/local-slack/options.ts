import type { LinksOptions } from './apps/socket-mode/links.js';
import type { Command, Doors, RequestUrls, Shortcut } from './model.js';
import type { Acting } from './policy/acting.js';
import type { Seed, WorldSeed } from './world/seed.js';

/** Options about the app concern the first app, or the only one if the seed declares none. */
export interface LocalSlackOptions {
  /** The port to listen on. The default, 0, chooses a free port. */
  port?: number;
  /** The address to listen on; 127.0.0.1 by default. */
  host?: string;
  /** The app's request URL, or one for each kind of push. Not verified at start: the app may not be running yet. */
  requestUrl?: string | RequestUrls;
  /**
   * How pushes reach the app: by signed HTTP request (the default), over Socket Mode, or both. With both, the app
   * receives everything twice.
   */
  doors?: Doors;
  /** The name of the app and of its bot; `havoc` by default. */
  appName?: string;
  /** The slash commands that the app declares. If it declares none, every command goes to the app. */
  commands?: (Command | string)[];
  shortcuts?: Shortcut[];
  /**
   * The workspace, or the world of several, to start with, or the path of a YAML file or module that contains it; the
   * default seed if absent.
   */
  seed?: Seed | WorldSeed | string;
  /** The path of an exported world with which to fill an empty store, instead of a seed. */
  world?: string;
  botToken?: string;
  /** The token with which the app opens Socket Mode connections; generated for each run if absent. */
  appToken?: string;
  signingSecret?: string;
  /** How long to wait before each retry of an event. The default is Slack's schedule: 0, 1 and 5 minutes. */
  retryDelaysMs?: readonly number[];
  /** How long the app has to answer; 3 s by default. */
  answerWithinMs?: number;
  /** Lifetime, pings and maximum number of Socket Mode connections. */
  socketMode?: SocketModeOptions;
  /**
   * Whether browsers on other machines may act as people, if `host` lets them connect; `loopback` by default. Everyone
   * who can open the page can then act as everyone.
   */
  actFrom?: Acting['allowed'];
  now?: () => Date;
  /** The folder of the built page; `dist/page` by default. */
  pageFolder?: string;
}

export type SocketModeOptions = Omit<LinksOptions, 'world'>;

/** Slack's schedule. docs.slack.dev/apis/events-api#retries */
export const SLACK_RETRY_DELAYS_MS: readonly number[] = [0, 60_000, 300_000];
export const SLACK_ANSWERS_WITHIN_MS = 3000;
