import { HavocError } from '../base/index.js';
import type { SlackMethods } from '../gen/havoc/slack/declarations.js';
import { type LedgerMessage, MessagesService } from '../gen/havoc/v1/messages.js';
import { toArguments } from './arguments.js';
import { tracedAll } from './caller.js';
import type { CallOptions, Target, Unary } from './channel.js';

/**
 * A message as recorded in the ledger.
 *
 * @example
 * ```ts
 * const message = await havoc.messages.find('deploy:42');
 * if (message) console.log(`Posted in ${message.channel} at ${message.postedAt?.toISOString()}`);
 * ```
 */
export interface PostedMessage {
  key: string;
  team_id: string;
  channel: string;
  ts: string;
  thread_ts?: string;
  text?: string;
  /** The content last sent: text, blocks, attachments and metadata, in Slack's JSON. */
  content: Record<string, unknown>;
  postedAt?: Date;
  updatedAt?: Date;
  /** When the message was deleted. */
  deletedAt?: Date;
}

type PostArguments = Parameters<SlackMethods['chat']['postMessage']>[0];
type UpdateArguments = Parameters<SlackMethods['chat']['update']>[0];
type WithoutPlace<Arguments> = Arguments extends unknown ? Omit<Arguments, 'channel' | 'ts'> : never;

/**
 * The ledger: a record of the app's messages under keys that the app chooses, so that the app need not store a `ts`.
 * A key has 1 to 255 characters and is unique within the installation: the workspace, or the organisation if the app is
 * installed org-wide.
 *
 * @example
 * ```ts
 * await havoc.messages.upsert('deploy:42', { channel: 'C012AB3CD', text: 'Deploying' });
 * await havoc.messages.update('deploy:42', { text: 'Deployed' });
 * ```
 */
export interface Messages {
  /** Posts a message under its key, or updates the existing one. `posted` is true if it was posted. */
  upsert(
    key: string,
    message: PostArguments,
    options?: CallOptions,
  ): Promise<{ message: PostedMessage; posted: boolean }>;
  /** Updates a message. @throws HavocError (not_found) when the key has no message */
  update(key: string, message: WithoutPlace<UpdateArguments>, options?: CallOptions): Promise<PostedMessage>;
  /** Deletes a message from Slack and the ledger. Resolves to false when the key has no message. */
  delete(key: string, options?: CallOptions): Promise<boolean>;
  /** Gets a message from the ledger. @throws HavocError (not_found) when the key has no message */
  get(key: string, options?: CallOptions): Promise<PostedMessage>;
  /** Gets a message from the ledger, or undefined when the key has none. */
  find(key: string, options?: CallOptions): Promise<PostedMessage | undefined>;
  /** The same ledger for another installation. Fields that are not given keep their values. */
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
