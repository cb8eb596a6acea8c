import { HavocError } from '../base/index.js';
import type { SlackMethods } from '../gen/havoc/slack/declarations.js';
import { type LedgerMessage, MessagesService } from '../gen/havoc/v1/messages.js';
import { toArguments } from './arguments.js';
import { tracedAll } from './caller.js';
import type { CallOptions, Target, Unary } from './channel.js';

/** A message as the ledger has it. */
export interface PostedMessage {
  key: string;
  team_id: string;
  channel: string;
  ts: string;
  thread_ts?: string;
  text?: string;
  /** What was last sent: text, blocks, attachments and metadata, in Slack's JSON. */
  content: Record<string, unknown>;
  postedAt?: Date;
  updatedAt?: Date;
  /** There once the message is gone. */
  deletedAt?: Date;
}

type PostArguments = Parameters<SlackMethods['chat']['postMessage']>[0];
type UpdateArguments = Parameters<SlackMethods['chat']['update']>[0];
type WithoutPlace<Arguments> = Arguments extends unknown ? Omit<Arguments, 'channel' | 'ts'> : never;

/**
 * The ledger: what the app posted, under keys of the app's own, so that it needs to remember no `ts`. A key is
 * 1 to 255 characters, unique within the workspace.
 */
export interface Messages {
  /** Posts the message under its key, or brings the one that stands there up to date. `posted` tells which. */
  upsert(
    key: string,
    message: PostArguments,
    options?: CallOptions,
  ): Promise<{ message: PostedMessage; posted: boolean }>;
  /** @throws HavocError (not_found) when nothing stands under the key */
  update(key: string, message: WithoutPlace<UpdateArguments>, options?: CallOptions): Promise<PostedMessage>;
  /** Deletes the message in Slack too. False when nothing stood under the key. */
  delete(key: string, options?: CallOptions): Promise<boolean>;
  /** @throws HavocError (not_found) when nothing stands under the key */
  get(key: string, options?: CallOptions): Promise<PostedMessage>;
  /** Undefined when nothing stands under the key. */
  find(key: string, options?: CallOptions): Promise<PostedMessage | undefined>;
  /** The same, for another installation. What is not given stays as it is. */
  for(target: Target): Messages;
}

export function createMessages(unary: Unary, target: Target = {}): Messages {
  const call = (name: string, options?: CallOptions) => ({ name: `messages.${name}`, target, options });

  async function get(key: string, options?: CallOptions): Promise<PostedMessage> {
    const { message } = await unary(MessagesService.get, { key }, call('get', options));
    return toPosted(message);
  }

  const calls: Omit<Messages, 'for'> = {
    async upsert(key, message, options) {
      const request = { key, message: toArguments('messages.upsert', message) };
      const answer = await unary(MessagesService.upsert, request, call('upsert', options));
      return { message: toPosted(answer.message), posted: answer.posted ?? false };
    },
    async update(key, message, options) {
      const request = { key, message: toArguments('messages.update', message) };
      const answer = await unary(MessagesService.update, request, call('update', options));
      return toPosted(answer.message);
    },
    async delete(key, options) {
      const { deleted } = await unary(MessagesService.delete, { key }, call('delete', options));
      return deleted ?? false;
    },
    get,
    find: (key, options) =>
      get(key, options).catch((thrown: unknown) => {
        if (thrown instanceof HavocError && thrown.code === 'messages.not_found') return undefined;
        throw thrown;
      }),
  };
  return { ...tracedAll(calls), for: (other) => createMessages(unary, { ...target, ...other }) };
}

function toPosted(message: LedgerMessage = {}): PostedMessage {
  const { key = '', team_id = '', channel = '', ts = '', thread_ts, text, content_json } = message;
  return {
    key,
    team_id,
    channel,
    ts,
    thread_ts,
    text,
    content: content_json?.length ? JSON.parse(new TextDecoder().decode(content_json)) : {},
    postedAt: message.posted_at,
    updatedAt: message.updated_at,
    deletedAt: message.deleted_at,
  };
}
