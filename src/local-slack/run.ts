import fastify, { type FastifyInstance } from 'fastify';
import { type Scope, startRepeating } from '../base/index.js';
import { createHttpDoor } from './apps/doors/http-door.js';
import { createSocketDoor } from './apps/doors/socket-door.js';
import type { Push } from './apps/push.js';
import { createPushQueue } from './apps/push-queue.js';
import { createPusher, type Pusher } from './apps/pusher.js';
import { addResponseUrlRoutes } from './apps/response-url-routes.js';
import { createLinks, type Links } from './apps/socket-mode/links.js';
import { connectionUrl } from './apps/tickets.js';
import { toPushes } from './apps/to-pushes.js';
import { type Clock, createClock } from './clock.js';
import { createJournal, type Journal } from './journal/journal.js';
import { closeServer, listen } from './listen.js';
import { addAuthorizeRoutes } from './oauth/authorize-routes.js';
import { addWebhookRoutes } from './oauth/webhook-routes.js';
import { type LocalSlackOptions, SLACK_ANSWERS_WITHIN_MS, SLACK_RETRY_DELAYS_MS } from './options.js';
import { addAppRedirect } from './page-server/app-redirect.js';
import { addFileRoutes } from './page-server/files.js';
import { addConsentRoutes } from './page-server/oauth/consent-routes.js';
import { createLive } from './page-server/socket.js';
import { routeUpgrades } from './page-server/upgrades.js';
import type { Store } from './store/store.js';
import { type Call, createAnswerCall } from './web-api/dispatch.js';
import { createFaults, type Faults } from './web-api/faults.js';
import { addFileContentRoutes } from './web-api/file-routes.js';
import { addApiRoutes } from './web-api/routes.js';
import { postDue } from './workspaces/scheduled.js';
import { openWorld } from './world/open-world.js';
import { defaultSeed, type SeedApp, toWorldSeed, type WorldSeed } from './world/seed.js';
import type { World } from './world/world.js';

const LOOK_FOR_DUE_MS = 500;
const MOST_BODY_BYTES = 5 * 1024 * 1024;

export interface RunOptions extends LocalSlackOptions {
  /** True to keep events in their queue until `pusher.resume`. */
  isHeld?: boolean;
  /** Changes the store before its world is opened. It runs when the seed is read and the port is taken. */
  prepare?: (store: Store) => Promise<void>;
  /** The most calls, and the most pushes, that are remembered; 10,000 by default. */
  mostEntries?: number;
  onProgress?: (line: string) => void;
}

/** The parts of a local Slack that runs. */
export interface Running {
  world: World;
  /** True if the world was created now. */
  isNew: boolean;
  clock: Clock;
  pusher: Pusher;
  links: Links;
  faults: Faults;
  calls: Journal<Call>;
  pushes: Journal<Push>;
}

/**
 * Runs a local Slack on a store: its world, the Web API, the page, and pushes to the apps. It ends with the scope, pushes
 * first, then connections and pages, and the store last.
 *
 * @throws HavocError `local_slack.port_taken` (failed_precondition)
 */
export async function run(
  scope: Scope,
  openStore: () => Promise<Store>,
  options: RunOptions,
): Promise<Running> {
  const { host = '127.0.0.1', now: realNow = () => new Date(), onProgress } = options;
  const clock = createClock(realNow);
  const { now } = clock;
  const seed = await seedOf(options.seed);
  const store = await openStore();
  scope.onRelease(store.close);
  const { listener, url, serve } = await listen(options.port ?? 0, host);
  scope.onRelease(() => closeServer(listener));
  await options.prepare?.(store);
  const { world, isNew } = await openWorld({
    store,
    url,
    now,
    toPushes,
    seed,
    app: toSeedApp(options),
    ...(onProgress && { onProgress }),
  });
  if (!isNew && options.seed !== undefined)
    onProgress?.('The database has a world already, so the seed is not used. A reset discards that world.');
  const calls = createJournal<Call>(options.mostEntries);
  const pushes = createJournal<Push>(options.mostEntries);
  const faults = createFaults();
  const timeoutMs = options.answerWithinMs ?? SLACK_ANSWERS_WITHIN_MS;
  const links = createLinks({ world, ...options.socketMode });
  const pusher = createPusher({
    db: world.db,
    queue: createPushQueue(world.db),
    pushes,
    now,
    retryDelaysMs: options.retryDelaysMs ?? SLACK_RETRY_DELAYS_MS,
    doors: {
      // Apps compare the time of a signature with their own.
      http: createHttpDoor({ timeoutMs, now: realNow }),
      socket: createSocketDoor({ links, url: connectionUrl(url), timeoutMs }),
    },
  });
  const server = fastify({
    bodyLimit: MOST_BODY_BYTES,
    serverFactory: serve,
    // No route has a schema. Loading fastify's compilers for schemas would take longer than the rest of the first start.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  });
  readBodiesAsText(server);
  addApiRoutes(server, createAnswerCall({ world, faults, calls }));
  addResponseUrlRoutes(server, { world, faults, calls });
  addWebhookRoutes(server, world);
  addAuthorizeRoutes(server, world);
  const actFrom = options.actFrom ?? 'loopback';
  addConsentRoutes(server, { world, actFrom });
  addAppRedirect(server, world);
  addFileContentRoutes(server, world);
  addFileRoutes(server, world, options.pageFolder);
  await server.ready();

  const live = createLive({ world, pusher, actFrom });
  scope.onRelease(live.stop);
  scope.onRelease(links.stop);
  scope.onRelease(routeUpgrades(listener, { '/live': live.upgrade, '/link': links.upgrade }));
  scope.onRelease(pusher.stop);
  world.onPushes(pusher.send);
  if (!options.isHeld) await pusher.resume();
  // A message that could not be posted is still due at the next look.
  const looking = { everyMs: LOOK_FOR_DUE_MS, run: () => postDue(world), onFailure: () => undefined };
  scope.onRelease(startRepeating(looking).stop);
  return { world, isNew, clock, pusher, links, faults, calls, pushes };
}

/** Loads the code that checks seeds only if it is needed, since most tests use the default seed. */
async function seedOf(given: LocalSlackOptions['seed']): Promise<WorldSeed> {
  if (given === undefined) return toWorldSeed(defaultSeed);
  const { checkSeed, readSeed } = await import('./world/read-seed.js');
  return typeof given === 'string' ? readSeed(given) : checkSeed(given, 'the option seed');
}

/** What the options say about the first app. */
function toSeedApp(options: LocalSlackOptions): Partial<SeedApp> {
  const { appName, commands, shortcuts, requestUrl, doors, signingSecret, botToken, appToken } = options;
  return {
    ...(appName !== undefined && { name: appName }),
    ...(commands && { commands }),
    ...(shortcuts && { shortcuts }),
    ...(requestUrl !== undefined && { request_url: requestUrl }),
    ...(doors && { doors }),
    ...(signingSecret !== undefined && { signing_secret: signingSecret }),
    ...(appToken !== undefined && { app_token: appToken }),
    ...(botToken !== undefined && { bot_token: botToken }),
  };
}

function noSchemas(): never {
  throw new Error('The routes of the local Slack have no schemas.');
}

/** Turns off fastify's body parsers, since the Web API reads forms and JSON by its own rules. */
function readBodiesAsText(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
}
