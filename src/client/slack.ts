import { type Json, jsonText } from '../base/index.js';
import type { SlackMethods } from '../gen/havoc/slack/declarations.js';
import { families } from '../gen/havoc/slack/families.js';
import { ApiService } from '../gen/havoc/slack/v1/api.js';
import type { Method } from '../wire/index.js';
import { toArguments } from './arguments.js';
import { callerOf, traced, tracedItems } from './caller.js';
import type { CallOptions, Rpc, Target, Unary } from './channel.js';
import { type ChatStream, type ChatStreamArguments, createChatStream } from './chat-stream.js';
import { type AnalyticsTransfers, createFileTransfers, type FileTransfers } from './files.js';
import type { Log } from './log.js';
import { createPages, type Pages } from './pages.js';
import type { Read, Write } from './streams.js';

/** The function for one method. */
type Stub<Args extends unknown[], Answer> = ((...args: [...Args, options?: CallOptions]) => Promise<Answer>) &
  (TakesCursor<Args[0]> extends true ? { pages(...args: PagesArgs<Args[0]>): Pages<Answer> } : unknown);

/** Makes the arguments optional if none of them is required. */
type PagesArgs<Args> =
  Partial<Args> extends Args ? [args?: Args, options?: CallOptions] : [args: Args, options?: CallOptions];

/** True if the arguments, or any member of their union, have a cursor. */
type TakesCursor<Args> = true extends (
  Args extends unknown
    ? 'cursor' extends keyof Args
      ? true
      : false
    : never
)
  ? true
  : false;

type WithOptions<Group> = {
  [Name in keyof Group]: Group[Name] extends (...args: infer Args) => Promise<infer Answer>
    ? Stub<Args, Answer>
    : WithOptions<Group[Name]>;
};

/** Calls any method by its name, including methods that are newer than this client. */
type Call = (
  method: string,
  args?: Record<string, unknown>,
  options?: CallOptions,
) => Promise<Record<string, unknown>>;

/**
 * Every Web API method, under WebClient's names: `slack.chat.postMessage({ … })`. Each takes CallOptions as its
 * second argument, and throws SlackError when Slack answers `ok: false`. Methods with a cursor have `pages()`.
 *
 * @example
 * ```ts
 * await havoc.slack.chat.postMessage({ channel: 'C012AB3CD', text: 'Hello' });
 * for await (const user of havoc.slack.users.list.pages()) console.log(user.id);
 * ```
 */
export type Slack = WithOptions<SlackMethods> & {
  /** The same methods for another installation or user. Fields that are not given keep their values. */
  for(target: Target): Slack;
  call: Call;
  /** Starts a message that grows while people read it. */
  chatStream(args: ChatStreamArguments, options?: CallOptions): ChatStream;
  files: FileTransfers;
  admin: { analytics: AnalyticsTransfers };
};

/** The functions and the log that calls of Slack's methods use. */
export interface SlackDeps {
  unary: Unary;
  read: Read;
  write: Write;
  log: Log;
}

/** Functions that havoc adds beside Slack's methods. */
interface Own {
  [name: string]: Own | ((...args: never[]) => unknown);
}

interface Tree {
  [name: string]: Tree | string;
}

/** Longer than the sidecar's wait for a page, which is up to 5 min if Slack asks for that. */
const PAGE_TIMEOUT_MS = 360_000;

/** chat → postMessage → 'chat.postMessage'. */
const tree = plant(Object.values(families).flatMap(({ names }) => names));

export function createSlack(deps: SlackDeps, target: Target = {}): Slack {
  const { unary, read, write, log } = deps;

  async function call(name: string, args: unknown, options?: CallOptions): Promise<Json> {
    const method = await getMethod(name);
    const rpc = rpcOf(method, method.path);
    return unary(rpc, encode(method, args), { name, target, options });
  }

  async function* walk(name: string, args: unknown, options?: CallOptions) {
    const method = await getMethod(name);
    if (method.pagesPath === undefined)
      throw new TypeError(`${name} has no pages: it takes no cursor. Call the method itself.`);
    const rpc = rpcOf(method, method.pagesPath);
    const patient = { timeoutMs: PAGE_TIMEOUT_MS, ...options };
    const pages = read(rpc, encode(method, args), { name, target, options: patient });
    for await (const page of pages) yield { page, method };
  }

  function encode({ method, request }: Method, args: unknown): Uint8Array {
    const { slots } = request.shape;
    const given = toArguments(method, args, (key) => slots.get(key)?.bytes !== undefined);
    const undeclared = Object.keys(given).filter((key) => !slots.has(key));
    if (undeclared.length > 0)
      log.debug({ method, undeclared }, 'Sending arguments that Slack does not declare');
    return request.encode(given);
  }

  async function callByName(method: string, args?: Json, options?: CallOptions): Promise<Json> {
    const request = { method, arguments_json: Buffer.from(jsonText(toArguments(method, args))) };
    const { answer_json } = await unary(ApiService.call, request, { name: method, target, options });
    return JSON.parse(Buffer.from(answer_json ?? []).toString() || '{}');
  }

  function stub(name: string): object {
    const pages = (args: unknown, options?: CallOptions) => {
      const caller = callerOf(pages);
      return createPages(() => tracedItems(walk(name, args, options), caller));
    };
    return Object.assign(
      traced((args: unknown, options?: CallOptions) => call(name, args, options)),
      { pages },
    );
  }

  function grow(branch: Tree, own: Own): object {
    return new Proxy(own, {
      get(_, key) {
        if (typeof key !== 'string') return Reflect.get(own, key);
        const child = Object.hasOwn(branch, key) ? branch[key] : undefined;
        const added = Object.hasOwn(own, key) ? own[key] : undefined;
        if (typeof child === 'string') return stub(child);
        if (child === undefined || typeof added === 'function') return added;
        return grow(child, added ?? {});
      },
    });
  }

  const { upload, download, records } = createFileTransfers({ read, write }, target);
  return grow(tree, {
    for: (other: Target) => createSlack(deps, { ...target, ...other }),
    call: traced(callByName),
    chatStream: (args: ChatStreamArguments, options?: CallOptions) =>
      createChatStream(write, target, args, options),
    files: { upload, download },
    admin: { analytics: { records } },
  }) as Slack;
}

function rpcOf({ response }: Method, path: string): Rpc<Uint8Array, Json> {
  return { path, requestSerialize: asBuffer, responseDeserialize: response.decode };
}

/** Gets a method from its family. A family is loaded at the first call of one of its methods. */
async function getMethod(name: string): Promise<Method> {
  const [family = ''] = name.split('.');
  const method = (await families[family]?.load())?.[name];
  if (method === undefined)
    throw new TypeError(`There is no method ${name} in this version of @havoc/client.`);
  return method;
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function plant(names: Iterable<string>): Tree {
  const root: Tree = {};
  for (const name of names) {
    const path = name.split('.');
    const leaf = path.pop() ?? name;
    let branch = root;
    for (const part of path) {
      const next = branch[part] ?? {};
      if (typeof next === 'string') break;
      branch[part] = next;
      branch = next;
    }
    branch[leaf] = name;
  }
  return root;
}
