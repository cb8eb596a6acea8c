import { type Accept, createHttpIngress, type SocketIngress, startSocketIngress } from '../ingress/index.js';
import type { TrafficRecorder } from '../traffic/index.js';
import { listen } from './listen.js';
import type { OAuth } from './oauth.js';
import { readOpenFileLimit } from './open-files.js';
import type { Parts } from './parts.js';
import type { SlackParts } from './slack.js';

/**
 * Starts the HTTP server for Slack's requests and for people who install the app, if a signing secret is set or OAuth is
 * configured. Without a signing secret, no request of Slack can be verified, so all of them are refused.
 */
export async function startHttp(
  { config, log, metrics, scope }: Parts,
  { accept, traffic, oauth }: { accept: Accept; traffic: TrafficRecorder; oauth: OAuth | undefined },
) {
  const { SLACK_SIGNING_SECRET: secret, SLACK_SIGNING_SECRET_PREVIOUS: previous } = config;
  if (secret === undefined && oauth === undefined) return undefined;
  const ingress = createHttpIngress({
    signingSecrets: [secret ?? [], previous ?? []].flat(),
    accept,
    oauth: oauth?.pages,
    record: traffic.record,
    log,
    bodyLimitBytes: config.HAVOC_BODY_LIMIT_BYTES,
    requestTimeoutMs: config.HAVOC_REQUEST_TIMEOUT_MS,
    silentMs: config.HAVOC_HTTP_SILENT_MS,
    keepAliveMs: config.HAVOC_HTTP_KEEP_ALIVE_MS,
    mostConnections: mostConnections(config.HAVOC_HTTP_CONNECTIONS, log),
    mostUnprovedBytes: config.HAVOC_HTTP_UNPROVED_BYTES,
    onEvicted: metrics.countEvicted,
  });
  return listen(ingress, scope, {
    name: 'HTTP',
    host: config.HAVOC_HTTP_HOST,
    port: config.HAVOC_HTTP_PORT,
  });
}

/** Limits the connections to half of the open files. The rest is for the database, the app and the calls to Slack. */
function mostConnections(wanted: number, log: Parts['log']): number {
  const most = Math.min(wanted, Math.floor(readOpenFileLimit() / 2));
  if (most < wanted) {
    log.warn(
      { connections: most },
      'HAVOC_HTTP_CONNECTIONS is higher than the limit on open files allows; havoc accepts fewer connections',
    );
  }
  return most;
}

/** Starts Socket Mode, if an app-level token is set. */
export function startSocket(
  { config, database, fleet, log, scope, web }: Parts,
  accept: Accept,
  { record }: TrafficRecorder,
  { call }: SlackParts,
): SocketIngress | undefined {
  const { SLACK_APP_TOKEN: appToken } = config;
  if (appToken === undefined) return undefined;
  const socket = startSocketIngress({
    pool: database.pool,
    call,
    appToken,
    connections: config.HAVOC_SOCKET_CONNECTIONS,
    replica: fleet.replica,
    countOthers: () => fleet.others().length,
    tellOthers: () => fleet.notify('socket_slot'),
    accept,
    record,
    log,
    bodyLimitBytes: config.HAVOC_BODY_LIMIT_BYTES,
    dispatcher: web.dispatcher,
  });
  scope.onRelease(() => socket.stop());
  fleet.on('socket_slot', socket.look);
  fleet.onChange(socket.look);
  return socket;
}
