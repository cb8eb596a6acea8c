import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { HavocError, type Scope, startRepeating, withScope } from './base/index.js';
import type { Config } from './config.js';
import { createListener, type Database, findPendingMigrations, openDatabase } from './db/index.js';
import {
  createDelivery,
  createLearn,
  createPrepare,
  createReplyLate,
  type DeliveryRoom,
} from './delivery/index.js';
import { createEntities } from './entities/index.js';
import { createFleet, createReplies, type Fleet, type Replies } from './fleet/index.js';
import { methods } from './gen/slack/methods.js';
import {
  createApiService,
  createChatStreamsService,
  createDeadLettersService,
  createEntitiesService,
  createEventsService,
  createFilesService,
  createMessagesService,
  createSlackServices,
  createTrafficService,
  type GrpcServer,
  type Service,
  startGrpcServer,
} from './grpc/index.js';
import {
  createDeadLetters,
  createInbox,
  dropPartitions,
  ensurePartitions,
  findPayload,
  type Inbox,
} from './inbox/index.js';
import {
  type Accept,
  createAccept,
  createFallback,
  createHttpIngress,
  describeStatus,
  isHealthy,
  type SocketIngress,
  startSocketIngress,
} from './ingress/index.js';
import { createInstallations } from './installations/index.js';
import { createLogger, type Logger } from './log/index.js';
import { createLedger } from './messages/index.js';
import { createObserve } from './observe/index.js';
import { createMetrics, createOps, type Metrics } from './ops/index.js';
import { createFiles, createRespond, createSend } from './outbound/index.js';
import { createResolver } from './resolve/index.js';
import { createSlackCall } from './slack/index.js';
import {
  createRecordedCall,
  createTrafficRecorder,
  ensureTrafficPartitions,
  type TrafficRecorder,
} from './traffic/index.js';

/** A running sidecar. */
export interface Sidecar {
  /** Where Slack reaches it, as seen from this machine; undefined where Socket Mode is its only way in. */
  publicUrl: string | undefined;
  /** Where the app reaches it. */
  grpcAddress: string;
  /** Where probes and metrics are. */
  opsUrl: string;
  /**
   * Takes nothing more, waits for what is in flight up to the configured time, and lets go of everything.
   *
   * @param hurry ends the waiting: what is in flight is given back at once
   */
  stop(hurry?: AbortSignal): Promise<void>;
}

const POLL_MS = 1_000;
/** Kubernetes gives a probe a second. */
const PROBE_MS = 500;
const SWEEP_EVERY_MS = 10 * 60_000;
/** How long calls under way are waited for once nothing is in flight any more. */
const CALL_GRACE_MS = 1_000;

/**
 * Wires the rooms together and starts them, each after what it needs; stops in the opposite order, so that
 * Slack is answered to the end, and what is in flight is settled before the database is let go.
 *
 * @throws HavocError `main.tables_out_of_date` or `main.cannot_listen` (failed_precondition), `main.port_in_use`
 * (already_exists), or as the database and gRPC do
 */
export async function startSidecar(
  config: Config,
  log = createLogger({ level: config.HAVOC_LOG_LEVEL }),
): Promise<Sidecar> {
  return withScope(async (scope) => {
    const { database } = await openTables(config, scope);
    const known = { config, log, scope, metrics: createMetrics(), database };
    const parts: Parts = { ...known, fleet: await joinFleet(known) };
    const traffic = await startTraffic(parts);
    const slack = startSlack(parts, traffic);
    const ops = await startOps(parts, slack.installations);
    const inbox = await startInbox(parts);
    const replies = startReplies(parts, slack);
    const onDropped = parts.metrics.countDropped;
    const prepare = createPrepare({ resolve: slack.resolver.context, onDropped });
    const delivery = createDelivery({
      inbox,
      fleet: parts.fleet,
      replies,
      learn: createLearn(slack.observe.incoming),
      prepare,
      meter: parts.metrics.delivery,
      log,
      maxAttempts: config.HAVOC_MAX_ATTEMPTS,
      unhandledAfterMs: config.HAVOC_UNHANDLED_AFTER_MS,
      pollMs: POLL_MS,
    });
    parts.metrics.watchDelivery(delivery.counts, inbox.backlog);
    const services = [
      createEventsService({ delivery, respond: slack.respond, log }),
      ...createSlackServices({ ...slack, methods, onDropped }),
      createApiService({ ...slack, methods }),
      createFilesService(slack),
      createChatStreamsService(slack),
      createEntitiesService(slack),
      createMessagesService(slack),
      createDeadLettersService({
        deadLetters: createDeadLetters(parts.database.pool),
        onReplayed: delivery.wake,
        log,
      }),
      createTrafficService({
        db: parts.database,
        traffic,
        findPayload: (id) => findPayload(parts.database.pool, id),
        log,
      }),
    ];
    const stopping = createStopping(config.HAVOC_DRAIN_MS);
    const grpc = await startGrpc(parts, services, delivery, stopping);
    const fallback = createFallback({
      commandText: config.HAVOC_FALLBACK_COMMAND_TEXT,
      view: config.HAVOC_FALLBACK_VIEW,
      viewText: config.HAVOC_FALLBACK_VIEW_TEXT,
      viewBlock: config.HAVOC_FALLBACK_VIEW_BLOCK,
    });
    const accept = createAccept({
      inbox,
      reserve: delivery.reserve,
      replies,
      fallback,
      replica: parts.fleet.replica,
      replyBudgetMs: config.HAVOC_REPLY_BUDGET_MS,
    });
    const publicUrl = await startHttp(parts, accept, traffic);
    const socket = startSocket(parts, accept, traffic, slack);
    if (socket) ops.watch(socket);
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
    return { publicUrl, opsUrl: ops.url, grpcAddress: grpc.address, stop: stopWith(stopping, scope) };
  });
}

/** What nearly every room is given. */
interface Parts {
  config: Config;
  log: Logger;
  scope: Scope;
  metrics: Metrics;
  database: Database;
  fleet: Fleet;
}

async function openTables(config: Config, scope: Scope): Promise<{ database: Database }> {
  const pending = await findPendingMigrations(config.DATABASE_DIRECT_URL ?? config.DATABASE_URL);
  if (pending.length > 0) {
    throw new HavocError({
      kind: 'failed_precondition',
      code: 'main.tables_out_of_date',
      message: `The tables are older than this havoc: run \`havoc migrate\` first (${pending.length} to apply).`,
    });
  }
  const database = openDatabase({ url: config.DATABASE_URL, poolSize: config.HAVOC_DATABASE_POOL });
  scope.onRelease(() => database.close());
  return { database };
}

/** Left last of all but the database: what is in flight is settled as one of the fleet. */
async function joinFleet({ config, database, log, scope, metrics }: Omit<Parts, 'fleet'>): Promise<Fleet> {
  const listener = createListener({ url: config.DATABASE_DIRECT_URL ?? config.DATABASE_URL, log });
  scope.onRelease(() => listener.stop());
  const fleet = await createFleet({ database, listener, log });
  scope.onRelease(() => fleet.stop());
  const count = () => metrics.setReplicas(fleet.others().length + 1);
  fleet.onChange(count);
  count();
  return fleet;
}

function startReplies(
  { config, database, fleet, log, scope, metrics }: Parts,
  { respond, send }: ReturnType<typeof startSlack>,
): Replies {
  const replyLate = createReplyLate({
    respond,
    send,
    viewFallback: config.HAVOC_FALLBACK_VIEW,
    onLate: metrics.countLate,
    log,
  });
  const replies = createReplies({ pool: database.pool, fleet, replyLate, log });
  scope.onRelease(() => replies.stop());
  return replies;
}

async function startTraffic({ config, database, log, scope, metrics }: Parts): Promise<TrafficRecorder> {
  await ensureTrafficPartitions(database.pool);
  const recorder = createTrafficRecorder({
    db: database,
    log,
    retentionHours: config.HAVOC_TRAFFIC_RETENTION_HOURS,
  });
  scope.onRelease(() => recorder.stop());
  return {
    ...recorder,
    record(entry) {
      metrics.countTraffic(entry);
      recorder.record(entry);
    },
  };
}

function startSlack({ config, database, log, scope }: Parts, traffic: TrafficRecorder) {
  const call = createRecordedCall({ call: createSlackCall({ apiUrl: config.SLACK_API_URL }), traffic });
  const installations = createInstallations({ token: config.SLACK_BOT_TOKEN, call, log });
  installations.start();
  scope.onRelease(() => installations.stop());
  const entities = createEntities({ db: database, log });
  scope.onRelease(() => entities.stop());
  const ledger = createLedger({ db: database, log });
  const observe = createObserve({ entities, ledger, log });
  const send = createSend({ findToken: installations.findToken, call, observe });
  const resolver = createResolver({ entities, installations, send, log });
  const { findToken } = installations;
  const { SLACK_API_URL: apiUrl, HAVOC_FILE_LIMIT_BYTES: limitBytes } = config;
  const respond = createRespond({ apiUrl, record: traffic.record });
  const files = createFiles({ send, findToken, apiUrl, record: traffic.record, limitBytes });
  return { call, installations, findToken, ledger, observe, send, resolver, respond, files, log };
}

/** The days that envelopes are stored in are there before the first commit, and made and dropped as time passes. */
async function startInbox({ config, database, fleet, log, scope, metrics }: Parts): Promise<Inbox> {
  const { pool } = database;
  await ensurePartitions(pool);
  const inbox = createInbox({
    pool,
    leaseMs: config.HAVOC_LEASE_MS,
    replica: fleet.replica,
    backlogLimit: config.HAVOC_BACKLOG_LIMIT,
    onFull(isFull) {
      metrics.setInboxFull(isFull);
      if (isFull) log.error('the inbox is full: Slack is refused more until the app has settled some of it');
      else log.info('the inbox has room again');
    },
  });
  metrics.watchBacklog(inbox.backlog);
  const keepMs = config.HAVOC_SETTLED_RETENTION_HOURS * 3_600_000;
  const partitions = startRepeating({
    everyMs: SWEEP_EVERY_MS,
    async run() {
      await ensurePartitions(pool);
      await dropPartitions(pool, new Date(Date.now() - keepMs));
    },
    onFailure: (failure) =>
      log.warn(
        { err: failure },
        'the days of envelopes could not be made and dropped; the next time tries again',
      ),
  });
  scope.onRelease(() => partitions.stop());
  return inbox;
}

/** How much of the time for stopping is left, and whether somebody wants it faster. */
interface Stopping {
  begin(): void;
  leftMs(): number;
  readonly hurry: AbortController;
}

function createStopping(drainMs: number): Stopping {
  let endsAt = Number.POSITIVE_INFINITY;
  return {
    begin() {
      endsAt = Date.now() + drainMs;
    },
    leftMs: () => Math.max(0, Math.min(drainMs, endsAt - Date.now())),
    hurry: new AbortController(),
  };
}

function stopWith({ hurry }: Stopping, scope: Scope): Sidecar['stop'] {
  return (signal) => {
    if (signal?.aborted) hurry.abort();
    signal?.addEventListener('abort', () => hurry.abort(), { once: true });
    return scope.release();
  };
}

async function startGrpc(
  { config, log, scope }: Parts,
  services: Service[],
  delivery: DeliveryRoom,
  { leftMs, hurry }: Stopping,
) {
  const { HAVOC_GRPC_TLS_CERT: cert, HAVOC_GRPC_TLS_KEY: key, HAVOC_GRPC_TOKEN: token } = config;
  const tls = cert && key ? { cert, key } : undefined;
  // Streams end once what is on them is settled, so delivery stops before the server does.
  let grpc: GrpcServer | undefined;
  scope.onRelease(() => grpc?.stop(CALL_GRACE_MS));
  scope.onRelease(() => delivery.stop(leftMs(), hurry.signal));
  grpc = await startGrpcServer({ address: config.HAVOC_ADDRESS, services, tls, token, log });
  return grpc;
}

/** Probes are answered from before everything else is up until after everything else is down. */
async function startOps(parts: Parts, installations: ReturnType<typeof createInstallations>) {
  const { config, database, metrics, scope, fleet } = parts;
  let isReady = false;
  let socket: SocketIngress | undefined;
  const isSocketReady = () =>
    config.HAVOC_SOCKET_STRICT === 'false' || socket === undefined || isHealthy(socket.status());
  const ops = createOps({
    metrics,
    isReady: () => isReady && isSocketReady(),
    details: async () => ({
      database: await stateOf(database),
      replicas: String(fleet.others().length + 1),
      slack: installations.known() ? 'ok' : 'the token is not confirmed by auth.test',
      ...(socket && { socket: describeStatus(socket.status()) }),
    }),
  });
  const url = await listen(ops, scope, 'OPS', config.HAVOC_OPS_HOST, config.HAVOC_OPS_PORT);
  const setReady = (ready: boolean) => {
    isReady = ready;
  };
  const watch = (watched: SocketIngress) => {
    socket = watched;
    metrics.watchSockets(watched.status);
  };
  return { url, setReady, watch };
}

/** Slack's requests are proved by the signing secret: without one there is nobody to listen to. */
async function startHttp({ config, log, scope }: Parts, accept: Accept, { record }: TrafficRecorder) {
  const { SLACK_SIGNING_SECRET: secret, SLACK_SIGNING_SECRET_PREVIOUS: previous } = config;
  if (secret === undefined) return undefined;
  const ingress = createHttpIngress({
    signingSecrets: [secret, previous ?? []].flat(),
    accept,
    record,
    log,
    bodyLimitBytes: config.HAVOC_BODY_LIMIT_BYTES,
    requestTimeoutMs: config.HAVOC_REQUEST_TIMEOUT_MS,
  });
  return listen(ingress, scope, 'HTTP', config.HAVOC_HTTP_HOST, config.HAVOC_HTTP_PORT);
}

function startSocket(
  { config, database, fleet, log, scope }: Parts,
  accept: Accept,
  { record }: TrafficRecorder,
  { call }: ReturnType<typeof startSlack>,
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
  });
  scope.onRelease(() => socket.stop());
  fleet.on('socket_slot', socket.look);
  fleet.onChange(socket.look);
  return socket;
}

/** A probe waits for no database. */
function stateOf({ pool }: Database): Promise<string> {
  const asked = pool.query('select 1').then(
    () => 'ok',
    () => 'unreachable',
  );
  return Promise.race([asked, wait(PROBE_MS, 'slow to answer', { ref: false })]);
}

async function listen(
  app: FastifyInstance,
  scope: Scope,
  name: string,
  host: string,
  port: number,
): Promise<string> {
  scope.onRelease(() => app.close());
  await app.listen({ host, port }).catch((cause: NodeJS.ErrnoException) => {
    const isTaken = cause.code === 'EADDRINUSE';
    const remedy = isTaken ? 'stop what listens there' : `give HAVOC_${name}_HOST an address of this machine`;
    throw new HavocError({
      kind: isTaken ? 'already_exists' : 'failed_precondition',
      code: isTaken ? 'main.port_in_use' : 'main.cannot_listen',
      message: `Cannot listen on ${host}:${port} (${cause.code}): ${remedy}, or set another HAVOC_${name}_PORT.`,
      cause,
    });
  });
  const bound = app.server.address() as AddressInfo;
  const shownHost = bound.address === '0.0.0.0' || bound.address === '::' ? '127.0.0.1' : bound.address;
  return `http://${shownHost.includes(':') ? `[${shownHost}]` : shownHost}:${bound.port}`;
}
