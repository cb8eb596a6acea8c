import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { HavocError, type Scope, withScope } from '../base/index.js';
import { createLocalSlack, type LocalSlack } from './driver/local-slack.js';
import { createJournal } from './journal.js';
import { addFileRoutes } from './live/files.js';
import { createLive } from './live/socket.js';
import {
  type LocalSlackOptions,
  SLACK_ANSWERS_WITHIN_MS,
  SLACK_RETRY_DELAYS_MS,
  toCommands,
  toRequestUrls,
} from './options.js';
import { toEventCallback } from './push/event-callback.js';
import { eventsOf } from './push/events.js';
import { createHttpDoor } from './push/http-door.js';
import type { Push } from './push/push.js';
import { createPusher, type Pusher } from './push/pusher.js';
import { addResponseUrlRoutes } from './push/response-url-routes.js';
import { createLinks } from './socket-mode/links.js';
import { createSocketDoor } from './socket-mode/socket-door.js';
import { postDue } from './state/scheduled.js';
import { defaultSeed } from './state/seed.js';
import { connectionUrl } from './state/tickets.js';
import { createWorkspace, type Workspace } from './state/workspace.js';
import { routeUpgrades } from './upgrades.js';
import { type Call, createAnswerCall } from './web-api/dispatch.js';
import { createFaults } from './web-api/faults.js';
import { addFileContentRoutes } from './web-api/file-routes.js';
import { addApiRoutes } from './web-api/routes.js';
import { newAppToken } from './web-api/tokens.js';

const LOOK_FOR_DUE_MS = 500;
const MOST_BODY_BYTES = 5 * 1024 * 1024;

/**
 * Starts a local Slack: a workspace, the Web API, a page, and pushes to the app. It keeps everything in memory
 * and prints nothing. `close()` ends it and discards the workspace.
 *
 * @throws HavocError `local_slack.port_taken` (failed_precondition)
 */
export function startLocalSlack(options: LocalSlackOptions = {}): Promise<LocalSlack> {
  return withScope(async (scope) => {
    const { host = '127.0.0.1', now = () => new Date() } = options;
    const listener = createServer();
    const url = await listen(listener, options.port ?? 0, host);
    scope.onRelease(() => closeServer(listener));

    const workspace = createWorkspace({
      seed: options.seed ?? defaultSeed,
      url,
      appName: options.appName ?? 'havoc',
      doors: options.doors ?? ['http'],
      commands: toCommands(options.commands),
      shortcuts: options.shortcuts ?? [],
      now,
    });
    const calls = createJournal<Call>();
    const pushes = createJournal<Push>();
    const faults = createFaults();
    const botToken = options.botToken ?? 'xoxb-local-bot';
    const appToken = options.appToken ?? newAppToken(workspace.app.id);
    const signingSecret = options.signingSecret ?? 'local-signing-secret';
    const timeoutMs = options.answerWithinMs ?? SLACK_ANSWERS_WITHIN_MS;
    const http = createHttpDoor({ urls: toRequestUrls(options.requestUrl), signingSecret, timeoutMs });
    const links = createLinks({ workspace, ...options.socketMode });
    const socket = createSocketDoor({ links, url: connectionUrl(workspace), timeoutMs });
    const doors = { http, socket };
    const pusher = createPusher({
      pushes,
      now,
      retryDelaysMs: options.retryDelaysMs ?? SLACK_RETRY_DELAYS_MS,
      doors: () => {
        const [first, ...others] = workspace.doors;
        return [doors[first], ...others.map((name) => doors[name])];
      },
    });
    const scene = { workspace, pusher };
    const server = fastify({
      bodyLimit: MOST_BODY_BYTES,
      serverFactory: (handler) => listener.on('request', handler),
    });
    readBodiesAsText(server);
    addApiRoutes(server, createAnswerCall({ workspace, botToken, appToken, faults, calls }));
    addResponseUrlRoutes(server, { workspace, faults, calls });
    addFileContentRoutes(server, workspace, botToken);
    addFileRoutes(server, workspace, options.pageFolder);
    await server.ready();

    const live = createLive({ scene, actFrom: options.actFrom ?? 'loopback' });
    scope.onRelease(live.stop);
    scope.onRelease(links.stop);
    scope.onRelease(routeUpgrades(listener, { '/live': live.upgrade, '/link': links.upgrade }));
    pushEvents(scope, workspace, pusher);
    const due = setInterval(() => postDue(workspace), LOOK_FOR_DUE_MS).unref();
    scope.onRelease(() => clearInterval(due));
    return createLocalSlack({
      ...scene,
      calls,
      pushes,
      faults,
      botToken,
      appToken,
      signingSecret,
      httpDoor: http,
      links,
      close: scope.release,
    });
  });
}

/** Sends the app events for each change. When the local Slack closes, pushes end before connections and pages. */
function pushEvents(scope: Scope, workspace: Workspace, pusher: Pusher): void {
  scope.onRelease(pusher.stop);
  const stop = workspace.onChange((change) => {
    for (const event of eventsOf(workspace, change)) {
      pusher.event(String(event.type), toEventCallback(workspace, event));
    }
  });
  scope.onRelease(stop);
}

/** Turns off fastify's body parsers, since the Web API reads forms and JSON by its own rules. */
function readBodiesAsText(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
}

function listen(http: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    http.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE';
      reject(
        new HavocError({
          kind: 'failed_precondition',
          code: taken ? 'local_slack.port_taken' : 'local_slack.cannot_listen',
          message: taken
            ? `Port ${port} is in use. Stop the program that listens there, or choose another port for the local Slack.`
            : `The local Slack cannot listen on ${host}:${port}: ${cause.message}.`,
          cause,
        }),
      );
    });
    http.listen(port, host, () => {
      const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
      resolve(
        `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${(http.address() as AddressInfo).port}`,
      );
    });
  });
}

function closeServer(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}
