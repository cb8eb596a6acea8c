import type { MethodDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Logger } from '../log/index.js';
import type { Send } from '../outbound/index.js';
import type { EncodeOptions, Json, Method } from '../wire/index.js';
import type { Service } from './server.js';
import { toSlackStatus } from './status.js';
import { serverStream } from './streams.js';
import { unary } from './unary.js';
import { walkPages } from './walk-pages.js';

export interface SlackServicesOptions {
  send: Send;
  /** The catalogue, by Slack's names. */
  methods: ReadonlyMap<string, Method>;
  /** Told of each field of an answer, as in `Block.text`, that had values of an undeclared type, and how many. */
  onDropped?: (method: string, field: string, count: number) => void;
  log: Logger;
}

/** The stubs of Slack's Web API: a service a family, each method the same way, from the catalogue alone. */
export function createSlackServices(options: SlackServicesOptions): Service[] {
  const families = new Map<
    string,
    { definition: Record<string, MethodDefinition<Json, Json>>; implementation: UntypedServiceImplementation }
  >();
  for (const method of options.methods.values()) {
    const family = families.get(method.service) ?? { definition: {}, implementation: {} };
    families.set(method.service, family);
    family.definition[nameOf(method.path)] = definitionOf(method, options);
    family.implementation[nameOf(method.path)] = handlerOf(method, options);
    if (method.pagesPath === undefined) continue;
    family.definition[nameOf(method.pagesPath)] = {
      ...definitionOf(method, options),
      path: method.pagesPath,
      responseStream: true,
    };
    family.implementation[nameOf(method.pagesPath)] = pagesHandlerOf(method, options);
  }
  return [...families.values()];
}

/** On this side of the wire, requests and answers are Slack's JSON. */
function definitionOf(
  { method, path, request, response }: Method,
  { onDropped }: SlackServicesOptions,
): MethodDefinition<Json, Json> {
  const report: EncodeOptions = {
    onDropped: onDropped && ((_path, field, count) => onDropped(method, field, count)),
  };
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestDeserialize: (bytes) => request.decode(bytes),
    requestSerialize: (json) => asBuffer(request.encode(json)),
    responseSerialize: (json) => asBuffer(response.encode(json, report)),
    responseDeserialize: (bytes) => response.decode(bytes),
  };
}

function handlerOf({ method }: Method, { send, log }: SlackServicesOptions) {
  return unary<Json, Json>(log, async (args, { target, signal }) => {
    const answer = await send({ method, args, target, signal });
    return answer.ok ? { response: answer.body } : { refused: toSlackStatus(method, answer) };
  });
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function pagesHandlerOf({ method, request }: Method, { send, log }: SlackServicesOptions) {
  const hasLimit = request.shape.slots.has('limit');
  return serverStream<Json, Json>(log, (args, context) =>
    walkPages({ send, call: { method, args, ...context }, hasLimit }),
  );
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
