import type { SlackMethods } from '../gen/slack/declarations.js';
import { families } from '../gen/slack/families.js';
import type { Method } from '../wire/index.js';
import type { CallOptions, Target, Unary } from './channel.js';
import type { Log } from './log.js';

type WithOptions<Group> = {
  [Name in keyof Group]: Group[Name] extends (...args: infer Args) => infer Answer
    ? (...args: [...Args, options?: CallOptions]) => Answer
    : WithOptions<Group[Name]>;
};

/**
 * Every Web API method, under WebClient's names: `slack.chat.postMessage({ … })`. Each takes CallOptions as its
 * second argument, and throws SlackError when Slack answers `ok: false`.
 */
export type Slack = WithOptions<SlackMethods> & {
  /** The same methods, for another installation, or with a user's token. What is not given stays as it is. */
  for(target: Target): Slack;
};

interface Tree {
  [name: string]: Tree | string;
}

/** chat → postMessage → 'chat.postMessage'. */
const tree = plant(Object.values(families).flatMap(({ names }) => names));

export function createSlack(deps: { unary: Unary; log: Log }, target: Target = {}): Slack {
  const { unary, log } = deps;

  async function call(name: string, args: unknown, options?: CallOptions): Promise<Record<string, unknown>> {
    const method = await getMethod(name);
    const dropped: string[] = [];
    const rpc = {
      path: method.path,
      requestSerialize: asBuffer,
      responseDeserialize: method.response.decode,
    };
    const request = method.request.encode(args ?? {}, { onDropped: (path) => dropped.push(path) });
    if (dropped.length > 0)
      log.warn(
        { method: name, dropped },
        `${name} was called without these: Slack declares another type for them`,
      );
    return unary(rpc, request, { name, target, options });
  }

  function grow(branch: Tree, own: Record<string, unknown> = {}): object {
    return new Proxy(own, {
      get(_, key) {
        if (typeof key !== 'string' || Object.hasOwn(own, key)) return Reflect.get(own, key);
        const child = Object.hasOwn(branch, key) ? branch[key] : undefined;
        if (typeof child !== 'string') return child && grow(child);
        return (args: unknown, options?: CallOptions) => call(child, args, options);
      },
    });
  }

  return grow(tree, { for: (other: Target) => createSlack(deps, { ...target, ...other }) }) as Slack;
}

/** From its family, which is read when the first of its methods is called. */
async function getMethod(name: string): Promise<Method> {
  const [family = ''] = name.split('.');
  const method = (await families[family]?.load())?.[name];
  if (method === undefined) throw new TypeError(`There is no method ${name}.`);
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
