import { HavocError, isObject, jsonText } from '../base/index.js';
import {
  ApiService,
  type CallRequest,
  type CallResponse,
  type ListMethodsRequest,
  type ListMethodsResponse,
} from '../gen/havoc/slack/v1/api.js';
import type { Logger } from '../log/index.js';
import type { Send } from '../outbound/index.js';
import type { Method } from '../wire/index.js';
import type { Service } from './server.js';
import { toSlackStatus } from './status.js';
import { unary } from './unary.js';

export interface ApiServiceOptions {
  send: Send;
  /** The catalogue of methods, by Slack's names. */
  methods: ReadonlyMap<string, Method>;
  log: Logger;
}

/** Creates havoc.slack.v1.Api, which calls any method by its name, in the same way as the method's own rpc. */
export function createApiService({ send, methods, log }: ApiServiceOptions): Service {
  return {
    definition: ApiService,
    implementation: {
      call: unary<CallRequest, CallResponse>(log, async ({ method = '', arguments_json }, context) => {
        const answer = await send({ method, args: readArguments(arguments_json), ...context });
        if (!answer.ok) return { refused: toSlackStatus(method, answer) };
        return { response: { answer_json: Buffer.from(jsonText(answer.body)) } };
      }),
      listMethods: unary<ListMethodsRequest, ListMethodsResponse>(log, async ({ prefix = '' }) => ({
        response: {
          methods: [...methods.values()]
            .filter(({ method }) => method.startsWith(prefix))
            .map(({ method, path, pagesPath }) => ({ name: method, path, pages_path: pagesPath }))
            .sort((one, other) => (one.name < other.name ? -1 : 1)),
        },
      })),
    },
  };
}

function readArguments(json: Uint8Array = new Uint8Array()): Record<string, unknown> {
  if (json.byteLength === 0) return {};
  const args = parse(Buffer.from(json).toString('utf8'));
  if (isObject(args)) return args;
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'api.bad_arguments',
    message:
      'arguments_json is not a JSON object. Write the arguments as in Slack\'s documentation, such as {"channel":"C1"}.',
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
