import type { MethodDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { HavocError, type Json } from '../base/index.js';
import type { Logger } from '../log/index.js';
import type { Send } from '../outbound/index.js';
import type { Codec, Method } from '../wire/index.js';
import type { Service } from './server.js';
import { toSlackStatus } from './status.js';
import { serverStream } from './streams.js';
import { unary } from './unary.js';
import { walkPages } from './walk-pages.js';

export interface SlackServicesOptions {
  send: Send;
  /** The catalogue of methods, by Slack's names. */
  methods: ReadonlyMap<string, Method>;
  log: Logger;
}

/** Creates the services of Slack's Web API from the catalogue: one service for each family of methods. */
export function createSlackServices(options: SlackServicesOptions): Service[] {
  const families = new Map<
    string,
    {
      definition: Record<string, MethodDefinition<Uint8Array, Json>>;
      implementation: UntypedServiceImplementation;
    }
  >();
  for (const method of options.methods.values()) {
    const family = families.get(method.service) ?? { definition: {}, implementation: {} };
    families.set(method.service, family);
    family.definition[nameOf(method.path)] = definitionOf(method);
    family.implementation[nameOf(method.path)] = handlerOf(method, options);
    if (method.pagesPath === undefined) continue;
    family.definition[nameOf(method.pagesPath)] = {
      ...definitionOf(method),
      path: method.pagesPath,
      responseStream: true,
    };
    family.implementation[nameOf(method.pagesPath)] = pagesHandlerOf(method, options);
  }
  return [...families.values()];
}

/** Defines an rpc whose answers are Slack's JSON. Requests stay bytes: the handler decodes them and reports errors. */
function definitionOf({ path, response }: Method): MethodDefinition<Uint8Array, Json> {
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestDeserialize: (bytes) => bytes,
    requestSerialize: asBuffer,
    responseSerialize: (json) => asBuffer(response.encode(json)),
    responseDeserialize: (bytes) => response.decode(bytes),
  };
}

function handlerOf({ method, request }: Method, { send, log }: SlackServicesOptions) {
  return unary<Uint8Array, Json>(log, async (bytes, context) => {
    const args = readRequest(method, request, bytes);
    const answer = await send({ method, args, ...context });
    return answer.ok ? { response: answer.body } : { refused: toSlackStatus(method, answer) };
  });
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function pagesHandlerOf({ method, request }: Method, { send, log }: SlackServicesOptions) {
  const hasLimit = request.shape.slots.has('limit');
  return serverStream<Uint8Array, Json>(log, (bytes, context) => {
    const args = readRequest(method, request, bytes);
    return walkPages({ send, call: { method, args, ...context }, hasLimit });
  });
}

function readRequest(method: string, { decode }: Codec, bytes: Uint8Array): Json {
  try {
    return decode(bytes);
  } catch (cause) {
    if (cause instanceof HavocError) throw cause;
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'grpc.bad_request',
      message: `The request of ${method} cannot be decoded: ${cause instanceof Error ? cause.message : cause}`,
      cause,
    });
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
