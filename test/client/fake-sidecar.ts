import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { EntitiesService } from '../../src/gen/havoc/v1/entities.js';
import {
  type Delivery,
  EventsService,
  type Open,
  type Refused,
  type SubscribeRequest,
  type SubscribeResponse,
} from '../../src/gen/havoc/v1/events.js';
import { FilesService } from '../../src/gen/havoc/v1/files.js';
import { InstallationsService } from '../../src/gen/havoc/v1/installations.js';
import { MessagesService } from '../../src/gen/havoc/v1/messages.js';
import { createMailbox, type Mailbox } from './mailbox.js';

/** One call that the client made. */
export interface FakeCall {
  name: string;
  args: Record<string, unknown>;
  metadata: Record<string, unknown>;
}

/** A gRPC status to fail with. */
export class Failure extends Error {
  constructor(
    readonly code: number,
    readonly details: string,
    readonly metadata = new Metadata(),
  ) {
    super(details);
  }
}

/** One stream, from the sidecar's side. */
export interface FakeStream {
  open: Open;
  metadata: Record<string, unknown>;
  /** The requests after `open`. */
  requests: Mailbox<SubscribeRequest>;
  deliver(delivery: Delivery): void;
  refuse(refused: Refused): void;
  /** Announces that the sidecar stops. */
  closing(reason: string): void;
  /** Announces that the sidecar stops, then ends the stream. */
  close(reason: string): void;
  /** Fails the stream. */
  fail(code: number, details: string): void;
  /** Resolves when the client has ended the stream. */
  ended: Promise<void>;
}

export interface FakeSidecar {
  address: string;
  streams: Mailbox<FakeStream>;
  calls: Mailbox<FakeCall>;
  /** The answers, by Slack method or by name, such as `messages.upsert`. An answer may throw a Failure. */
  answers: Map<string, (call: FakeCall, signal: AbortSignal) => object | Promise<object>>;
  stop(): Promise<void>;
}

export interface FakeOptions {
  /** `127.0.0.1:0` or `unix:/path`. */
  address?: string;
  leaseMs?: number;
  /** False to leave the `open` of a stream unanswered. */
  opens?: boolean;
}

/** Starts a sidecar that delivers what a test gives it, and records what the client sends. */
export async function startFakeSidecar({
  address = '127.0.0.1:0',
  leaseMs = 30_000,
  opens = true,
}: FakeOptions = {}): Promise<FakeSidecar> {
  const server = new Server();
  const streams = createMailbox<FakeStream>('stream');
  const calls = createMailbox<FakeCall>('call');
  const answers: FakeSidecar['answers'] = new Map();

  function subscribe(stream: ServerDuplexStream<SubscribeRequest, SubscribeResponse>): void {
    const requests = createMailbox<SubscribeRequest>('request');
    const ended = new Promise<void>((resolve) => {
      stream.on('end', resolve);
      stream.on('cancelled', resolve);
    });
    stream.on('error', () => {});
    stream.on('end', () => stream.end());
    stream.on('data', (request: SubscribeRequest) => {
      if (request.open === undefined) return requests.put(request);
      if (opens) stream.write({ opened: { id: '1', lease_ms: leaseMs } });
      streams.put({
        open: request.open,
        metadata: stream.metadata.getMap(),
        requests,
        ended,
        deliver: (delivery) => void stream.write({ delivery }),
        refuse: (refused) => void stream.write({ refused }),
        closing: (reason) => void stream.write({ closing: { reason } }),
        close: (reason) => {
          stream.write({ closing: { reason } });
          stream.end();
        },
        fail: (code, details) => void stream.emit('error', { code, details }),
      });
    });
  }

  function unary(name: string) {
    return async (call: ServerUnaryCall<object, object>, done: sendUnaryData<object>): Promise<void> => {
      const given = { name, args: { ...call.request }, metadata: call.metadata.getMap() };
      const controller = new AbortController();
      call.on('cancelled', () => controller.abort());
      calls.put(given);
      try {
        const answer = answers.get(name);
        if (answer === undefined)
          throw new Failure(status.UNIMPLEMENTED, `the fake has no answer for ${name}`);
        done(null, await answer(given, controller.signal));
      } catch (thrown) {
        done(thrown instanceof Failure ? thrown : new Failure(status.INTERNAL, String(thrown)));
      }
    };
  }

  server.addService(EventsService, { subscribe, respond: unary('respond') });
  server.addService(MessagesService, {
    upsert: unary('messages.upsert'),
    update: unary('messages.update'),
    delete: unary('messages.delete'),
    get: unary('messages.get'),
  });
  server.addService(EntitiesService, {
    getUser: unary('entities.getUser'),
    getChannel: unary('entities.getChannel'),
    getTeam: unary('entities.getTeam'),
  });
  server.addService(InstallationsService, {
    get: unary('installations.get'),
    list: unary('installations.list'),
    createLink: unary('installations.createLink'),
    listAuthorizations: unary('installations.listAuthorizations'),
    revoke: unary('installations.revoke'),
  });
  // These calls never answer.
  server.addService(FilesService, { upload() {}, download() {}, downloadAnalytics() {} });
  for (const { method, path, request, response } of methods.values()) {
    const definition = {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: (json: object) => Buffer.from(request.encode(json)),
      requestDeserialize: (bytes: Buffer) => request.decode(bytes),
      responseSerialize: (json: object) => Buffer.from(response.encode(json)),
      responseDeserialize: (bytes: Buffer) => response.decode(bytes),
    };
    server.addService({ [method]: definition }, { [method]: unary(method) });
  }

  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (failure, bound) =>
      failure ? reject(failure) : resolve(bound),
    );
  });
  return {
    address: address.startsWith('unix:') ? address : `127.0.0.1:${port}`,
    streams,
    calls,
    answers,
    async stop() {
      server.forceShutdown();
    },
  };
}
