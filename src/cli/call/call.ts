import { text } from 'node:stream/consumers';
import type { Metadata } from '@grpc/grpc-js';
import { HavocError, isObject, type Json, jsonText, nearNames } from '../../base/index.js';
import { ApiService, type Method } from '../../gen/havoc/slack/v1/api.js';
import { codec } from '../../wire/index.js';
import { say, tell } from '../output.js';
import { type Sidecar, type SidecarOptions, withSidecar } from '../sidecar.js';
import { describeService } from './contract.js';
import { inOptions } from './in-options.js';
import { keyOf, shapesOf } from './shapes-of.js';

export interface CallOptions extends SidecarOptions {
  /** The id of the workspace to call for. */
  team?: string;
  /** The id of the organisation to call for. */
  enterprise?: string;
  /** The id of the user whose token the call uses. */
  user?: string;
}

/** Prints the names of the methods in the contract that begin with the prefix. */
export async function listMethods(prefix: string, options: CallOptions): Promise<void> {
  await withSidecar(options, async (sidecar) => {
    const methods = await methodsOf(sidecar, prefix);
    for (const { name = '' } of methods) say(name);
    // This goes to standard error, because shells complete the names on standard output.
    if (methods.length === 0)
      tell(`No method begins with ${prefix}. To print all methods, run: havoc call --list`);
  });
}

/**
 * Calls a method, and prints Slack's answer. Uses the method's own RPC if the contract has one. Other methods are called
 * by name.
 *
 * @param json the arguments; `-` reads them from standard input
 * @throws HavocError with Slack's error when Slack refuses the call
 */
export async function callMethod(name: string, json: string, options: CallOptions): Promise<void> {
  const args = parseArguments(json === '-' ? await text(process.stdin) : json);
  await withSidecar(options, async (sidecar) => {
    aim(sidecar.metadata, options);
    const methods = await methodsOf(sidecar, '');
    const method = methods.find((one) => one.name === name);
    const answer = await (method ? throughStub(sidecar, method, args) : byName(sidecar, name, args)).catch(
      (thrown: unknown) => {
        throw inOptions(method ? thrown : withNearNames(thrown, name, methods), options);
      },
    );
    say(jsonText(answer, 2));
  });
}

async function methodsOf({ unary }: Sidecar, prefix: string): Promise<Method[]> {
  const { methods = [] } = await unary(ApiService.listMethods, { prefix });
  return methods;
}

async function throughStub(sidecar: Sidecar, { name = '', path = '' }: Method, args: Json): Promise<Json> {
  const [, service = '', rpcName = ''] = path.split('/');
  const definition = await describeService(service);
  const described = definition[service];
  const rpc = described && !('format' in described) ? described[rpcName] : undefined;
  if (!rpc) return byName(sidecar, name, args);
  const shapes = shapesOf(definition);
  const shapeOf = (type: object) =>
    shapes[keyOf(`${service.slice(0, service.lastIndexOf('.'))}.${Reflect.get(type, 'name')}`)];
  const request = codec(shapeOf(rpc.requestType.type));
  const response = codec(shapeOf(rpc.responseType.type));
  const requestSerialize = (json: Json) => Buffer.from(request.encode(json));
  return sidecar.unary({ path, requestSerialize, responseDeserialize: response.decode }, args);
}

async function byName({ unary }: Sidecar, method: string, args: Json): Promise<Json> {
  const request = { method, arguments_json: Buffer.from(jsonText(args)) };
  const { answer_json } = await unary(ApiService.call, request);
  return JSON.parse(Buffer.from(answer_json ?? []).toString() || '{}');
}

function parseArguments(json: string): Json {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json.trim() === '' ? '{}' : json);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw badArguments(`The arguments are not valid JSON (${why}). Example: '{"channel":"C012AB3CD"}'.`);
  }
  if (isObject(parsed)) return parsed;
  throw badArguments(`The arguments are not a JSON object. Example: '{"channel":"C012AB3CD"}'.`);
}

function aim(metadata: Metadata, { team, enterprise, user }: CallOptions): void {
  if (team !== undefined) metadata.set('havoc-team', team);
  if (enterprise !== undefined) metadata.set('havoc-enterprise', enterprise);
  if (user !== undefined) metadata.set('havoc-user', user);
}

/** Adds similar names to an error that may come from a mistyped name: an unknown method, or a name without a dot. */
function withNearNames(thrown: unknown, name: string, methods: readonly Method[]): unknown {
  if (!(thrown instanceof HavocError) || (thrown.kind !== 'unimplemented' && name.includes('.')))
    return thrown;
  const hint = hintFor(
    name,
    methods.map((one) => one.name ?? ''),
  );
  if (hint === undefined) return thrown;
  const { kind, code, message, fields } = thrown;
  return new HavocError({ kind, code, fields, message: `${message}\n${hint}`, cause: thrown });
}

function hintFor(name: string, names: readonly string[]): string | undefined {
  if (names.some((one) => one.startsWith(`${name}.`)))
    return `${name} is a family of methods. To print them, run: havoc call --list ${name}.`;
  const near = nearNames(name, names);
  return near.length > 0 ? `Did you mean ${near.join(' or ')}?` : undefined;
}

function badArguments(message: string): HavocError {
  return new HavocError({ kind: 'invalid_argument', code: 'cli.bad_arguments', message });
}
