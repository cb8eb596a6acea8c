import type { DeliveryRoom } from '../delivery/index.js';
import { methods } from '../gen/havoc/slack/methods.js';
import {
  createApiService,
  createChatStreamsService,
  createDeadLettersService,
  createEntitiesService,
  createEventsService,
  createFilesService,
  createInstallationsService,
  createMessagesService,
  createSlackServices,
  createTrafficService,
  type GrpcServer,
  type Service,
  startGrpcServer,
} from '../grpc/index.js';
import { createDeadLetters, findPayload } from '../inbox/index.js';
import type { TrafficRecorder } from '../traffic/index.js';
import type { OAuth } from './oauth.js';
import type { Parts } from './parts.js';
import type { SlackParts } from './slack.js';
import type { Stopping } from './stopping.js';

/** How long the server waits for running calls once no delivery is in flight any more. */
const CALL_GRACE_MS = 1_000;

/** The rooms that the services call. */
interface Rooms {
  slack: SlackParts;
  delivery: DeliveryRoom;
  traffic: TrafficRecorder;
  /** Undefined if OAuth is not configured. */
  oauth: OAuth | undefined;
}

function servicesOf(
  { database, log }: Parts,
  slack: SlackParts,
  { delivery, traffic, oauth }: Omit<Rooms, 'slack'>,
): Service[] {
  const { pool } = database;
  return [
    createEventsService({ delivery, respond: slack.respond, log }),
    ...createSlackServices({ ...slack, methods }),
    createApiService({ ...slack, methods }),
    createFilesService(slack),
    createChatStreamsService(slack),
    createEntitiesService(slack),
    createMessagesService(slack),
    createInstallationsService({ ...slack, createLink: oauth?.createLink }),
    createDeadLettersService({ deadLetters: createDeadLetters(pool), onReplayed: delivery.wake, log }),
    createTrafficService({ db: database, traffic, findPayload: (id) => findPayload(pool, id), log }),
  ];
}

/**
 * Starts the gRPC server for the app. Delivery stops before the server: a stream ends once its deliveries are settled.
 */
export async function startGrpc(
  parts: Parts,
  { slack, ...rooms }: Rooms,
  { leftMs, hurry }: Stopping,
): Promise<GrpcServer> {
  const { config, log, scope } = parts;
  const { HAVOC_GRPC_TLS_CERT: cert, HAVOC_GRPC_TLS_KEY: key, HAVOC_GRPC_TOKEN: token } = config;
  const tls = cert && key ? { cert, key } : undefined;
  const reflection = config.HAVOC_GRPC_REFLECTION === 'true';
  let grpc: GrpcServer | undefined;
  scope.onRelease(() => grpc?.stop(CALL_GRACE_MS));
  scope.onRelease(() => rooms.delivery.stop(leftMs(), hurry.signal));
  const services = servicesOf(parts, slack, rooms);
  grpc = await startGrpcServer({ address: config.HAVOC_ADDRESS, services, tls, token, reflection, log });
  return grpc;
}
