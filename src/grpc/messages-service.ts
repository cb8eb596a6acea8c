import { HavocError, type Json, jsonText } from '../base/index.js';
import {
  type DeleteRequest,
  type DeleteResponse,
  type GetRequest,
  type GetResponse,
  type LedgerMessage,
  MessagesService,
  type UpdateRequest,
  type UpdateResponse,
  type UpsertRequest,
  type UpsertResponse,
} from '../gen/havoc/v1/messages.js';
import { type FindToken, type Target, tenantOf } from '../installations/index.js';
import type { Logger } from '../log/index.js';
import type { Keyed, Ledger, LedgerRecord } from '../messages/index.js';
import type { Send } from '../outbound/index.js';
import { checked } from '../wire/index.js';
import type { CallContext } from './call-context.js';
import type { Service } from './server.js';
import { toSlackStatus } from './status.js';
import { unary } from './unary.js';

export interface MessagesServiceOptions {
  ledger: Pick<Ledger, 'upsert' | 'update' | 'delete' | 'get'>;
  send: Send;
  findToken: FindToken;
  log: Logger;
}

/** Creates havoc.v1.Messages, which gives apps access to the ledger, so that they need not store a ts. */
export function createMessagesService(options: MessagesServiceOptions): Service {
  const { ledger, send, findToken, log } = options;

  async function tenantFor(target: Target, signal: AbortSignal): Promise<string> {
    const { installation } = await findToken(target, { signal });
    return tenantOf(installation);
  }

  async function keyed(key: string | undefined, { target, signal }: CallContext): Promise<Keyed> {
    return {
      team_id: await tenantFor(target, signal),
      key: key ?? '',
      signal,
      call: ({ method, args }) => send({ method, args, target, keepsLedger: true }),
    };
  }

  return {
    definition: MessagesService,
    implementation: {
      upsert: unary<UpsertRequest, UpsertResponse>(log, async ({ key, message }, context) => {
        const result = await ledger.upsert(await keyed(key, context), given(message));
        if (!result.ok) return { refused: toSlackStatus(result.method, result.answer) };
        return { response: { message: toMessage(result.message), posted: result.posted } };
      }),
      update: unary<UpdateRequest, UpdateResponse>(log, async ({ key, message }, context) => {
        const { channel, ts, ...args } = given(message);
        const result = await ledger.update(await keyed(key, context), args);
        if (!result.ok) return { refused: toSlackStatus(result.method, result.answer) };
        return { response: { message: toMessage(result.message) } };
      }),
      delete: unary<DeleteRequest, DeleteResponse>(log, async ({ key }, context) => {
        const result = await ledger.delete(await keyed(key, context));
        if (!result.ok) return { refused: toSlackStatus(result.method, result.answer) };
        return { response: { deleted: result.deleted } };
      }),
      get: unary<GetRequest, GetResponse>(log, async ({ key }, { target, signal }) => {
        const record = await ledger.get(await tenantFor(target, signal), key ?? '');
        return { response: { message: toMessage(record) } };
      }),
    },
  };
}

function toMessage({
  key,
  team_id,
  channel,
  ts,
  thread_ts,
  text,
  content,
  ...times
}: LedgerRecord): LedgerMessage {
  return {
    key,
    team_id,
    channel,
    ts,
    thread_ts,
    text,
    content_json: Buffer.from(jsonText(content)),
    posted_at: times.postedAt,
    updated_at: times.updatedAt,
    deleted_at: times.deletedAt,
  };
}

function given(message: Json | undefined): Json {
  if (!message) throw noMessage();
  return checked(message);
}

function noMessage(): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'messages.no_message',
    message: 'The request has no message. Set message to the content to post or update.',
  });
}
