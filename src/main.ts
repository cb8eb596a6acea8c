import { withScope } from './base/index.js';
import type { Config } from './config.js';
import { onceThere } from './db/index.js';
import {
  type Arrive,
  createDelivery,
  createFindContext,
  createLearn,
  type DeliveryRoom,
} from './delivery/index.js';
import type { Inbox } from './inbox/index.js';
import { type Accept, createAccept } from './ingress/index.js';
import { createLogger } from './log/index.js';
import { createMetrics } from './ops/index.js';
import { createAwaitAnswer, createFallback, type Replies } from './replies/index.js';
import { startGrpc } from './wiring/app.js';
import { joinFleet, openTables } from './wiring/database.js';
import { startHttp, startSocket } from './wiring/doors.js';
import { concernsInstallations, hearing, startPurge, startTellingApp } from './wiring/installations.js';
import { createOAuth } from './wiring/oauth.js';
import { startOps } from './wiring/ops.js';
import type { Parts } from './wiring/parts.js';
import { type SlackParts, startReplies, startSlack } from './wiring/slack.js';
import { createStopping, stopWith } from './wiring/stopping.js';
import { startInbox, startTraffic } from './wiring/stores.js';
import { openVault } from './wiring/vault.js';
import { createWebAccess } from './wiring/web-access.js';
import { createWriteWatch } from './wiring/write-watch.js';

/** A running sidecar. */
export interface Sidecar {
  /** The URL for Slack's requests, as seen from this machine. Undefined if only Socket Mode is on. */
  publicUrl: string | undefined;
  /** The address for the app. */
  grpcAddress: string;
  /** The URL of probes and metrics. */
  opsUrl: string;
  /**
   * Stops the sidecar. It accepts nothing new, waits up to HAVOC_DRAIN_MS for deliveries in flight, and releases
   * everything. The release takes at most five more seconds.
   *
   * @param hurry ends the wait: deliveries in flight are given back at once
   */
  stop(hurry?: AbortSignal): Promise<void>;
}

const POLL_MS = 1_000;

/**
 * Wires the rooms together and starts them, each after the rooms that it needs. They stop in the opposite order, so that
 * Slack gets answers until the end and deliveries in flight are settled before the database closes.
 *
 * @param stop ends the wait for a database that is not reachable
 * @throws HavocError `main.tables_out_of_date`, `db.version_unserved` or `main.cannot_listen` (failed_precondition),
 * `main.port_in_use` (already_exists), or an error of the database or of gRPC
 */
export async function startSidecar(
  config: Config,
  log = createLogger({ level: config.HAVOC_LOG_LEVEL }),
  stop?: AbortSignal,
): Promise<Sidecar> {
  const start = (): Promise<Sidecar> =>
    withScope(async (scope) => {
      const database = await openTables({ config, log, scope });
      const web = createWebAccess(config);
      scope.onRelease(web.close);
      const known = {
        config,
        log,
        scope,
        metrics: createMetrics(),
        database,
        writes: createWriteWatch(),
        web,
        vault: await openVault(config, database),
      };
      const parts: Parts = { ...known, fleet: await joinFleet(known) };
      const traffic = await startTraffic(parts);
      const slack = startSlack(parts, traffic);
      const ops = await startOps(parts, slack);
      const inbox = await startInbox(parts);
      startPurge(parts);
      const replies = startReplies(parts, slack);
      const delivery = startDelivery(parts, slack, inbox, replies);
      const oauth = createOAuth(parts, slack);
      const stopping = createStopping(config.HAVOC_DRAIN_MS);
      const grpc = await startGrpc(parts, { slack, delivery, traffic, oauth }, stopping);
      const arrive = hearing(slack.installations, delivery.arrive);
      startTellingApp(slack.installations, delivery.arrive);
      const accept = acceptInto(parts, arrive, replies);
      const publicUrl = await startHttp(parts, { accept, traffic, oauth });
      const socket = startSocket(parts, accept, traffic, slack);
      if (socket) ops.watchSocket(socket);
      ops.watchDelivery(delivery);
      ops.setReady(true);
      scope.onRelease(() => {
        stopping.begin();
        ops.setReady(false);
        grpc.setServing(false);
      });
      log.info(
        { public: publicUrl, socket: socket !== undefined, ops: ops.url, grpc: grpc.address },
        'havoc is up',
      );
      return { publicUrl, opsUrl: ops.url, grpcAddress: grpc.address, stop: stopWith(stopping, scope, log) };
    });
  const onAway = (failure: unknown) =>
    log.warn({ err: failure }, 'the database does not respond yet; havoc starts when it does');
  return onceThere(start, { waitMs: config.HAVOC_DATABASE_WAIT_MS, onAway, stop });
}

function startDelivery(
  { config, fleet, log, metrics }: Parts,
  { resolver, observe }: SlackParts,
  inbox: Inbox,
  replies: Replies,
): DeliveryRoom {
  const delivery = createDelivery({
    inbox,
    fleet,
    replies,
    learn: createLearn(observe.incoming),
    findContext: createFindContext(resolver.context),
    isOwn: concernsInstallations,
    meter: metrics.delivery,
    log,
    maxAttempts: config.HAVOC_MAX_ATTEMPTS,
    unhandledAfterMs: config.HAVOC_UNHANDLED_AFTER_MS,
    pollMs: POLL_MS,
  });
  metrics.watchDelivery(delivery.counts);
  return delivery;
}

function acceptInto({ config, fleet }: Parts, arrive: Arrive, replies: Replies): Accept {
  const fallback = createFallback({
    commandText: config.HAVOC_FALLBACK_COMMAND_TEXT,
    view: config.HAVOC_FALLBACK_VIEW,
    viewText: config.HAVOC_FALLBACK_VIEW_TEXT,
    viewBlock: config.HAVOC_FALLBACK_VIEW_BLOCK,
  });
  const { replica } = fleet;
  const budgetMs = config.HAVOC_REPLY_BUDGET_MS;
  return createAccept({ arrive, awaitAnswer: createAwaitAnswer({ replies, fallback, replica, budgetMs }) });
}
