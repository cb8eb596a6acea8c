import { HavocError } from '../base/index.js';
import type { Database } from '../db/index.js';
import type { Logger } from '../log/index.js';
import type { SlackAnswer } from '../slack/index.js';
import { contentOf, replacementArgs, sameContent, updatedContent } from './content.js';
import { createHoldKey, type HeldKey } from './hold-key.js';
import type { LedgerChange, LedgerRecord } from './ledger-record.js';
import { applyLedgerChange, findByKey, isInLedger } from './store.js';

/**
 * Calls Slack for one workspace. It takes no signal: Slack may carry out a cancelled call, and the ledger must record
 * its result.
 */
export type LedgerCall = (call: { method: string; args: Record<string, unknown> }) => Promise<SlackAnswer>;

export interface LedgerOptions {
  db: Database;
  log: Logger;
  now?: () => Date;
  /** How long a key stays claimed after the process that works on it has died. */
  claimMs?: number;
  /** How long a call waits for another call that works on the same key. */
  waitMs?: number;
}

/** A message's key, and the function that calls Slack for its workspace. */
export interface Keyed {
  team_id: string;
  key: string;
  call: LedgerCall;
  /** Ends the wait for another call that works on the same key. */
  signal?: AbortSignal;
}

/** A refusal by Slack, with the method and Slack's answer. */
export interface LedgerRefusal {
  ok: false;
  method: string;
  answer: SlackAnswer;
}

export interface Ledger {
  /**
   * Posts a message, or updates the existing one under the key. Does not call Slack if the content is the same. Two
   * calls at once post one message. A message that was deleted in Slack is posted again.
   *
   * @param args the arguments of chat.postMessage
   */
  upsert(
    keyed: Keyed,
    args: Record<string, unknown>,
  ): Promise<{ ok: true; message: LedgerRecord; posted: boolean } | LedgerRefusal>;
  /**
   * Updates the message under the key.
   *
   * @param args the arguments of chat.update, without channel and ts
   * @throws HavocError `messages.not_found` (not_found)
   */
  update(
    keyed: Keyed,
    args: Record<string, unknown>,
  ): Promise<{ ok: true; message: LedgerRecord } | LedgerRefusal>;
  /** Deletes the message in Slack. `deleted` is false if there was none. */
  delete(keyed: Keyed): Promise<{ ok: true; deleted: boolean } | LedgerRefusal>;
  /** Gets a record. @throws HavocError `messages.not_found` (not_found) if nothing was ever posted under the key */
  get(team_id: string, key: string): Promise<LedgerRecord>;
  /** Records changes from answers and events. */
  apply(changes: readonly LedgerChange[]): Promise<void>;
}

const GONE = new Set(['message_not_found']);

/** Makes the ledger, the record of messages posted through havoc. The app may choose a key for a message. */
export function createLedger(options: LedgerOptions): Ledger {
  const { db, log, now = () => new Date(), claimMs = 15_000, waitMs = 30_000 } = options;
  const holdKey = createHoldKey({ db, log, claimMs, waitMs });

  async function post({ call, key }: Keyed, held: HeldKey, args: Record<string, unknown>) {
    const method = 'chat.postMessage';
    const answer = await call({ method, args });
    if (!answer.ok) return { ok: false as const, method, answer };
    const { body } = answer;
    const at = now();
    const channel = text(body.channel) ?? held.record.channel;
    const ts = text(body.ts) ?? '';
    const thread_ts = text(args.thread_ts);
    const content = contentOf(args);
    const posted = { channel, ts, thread_ts, content, postedAt: at, updatedAt: at };
    const message = await held.settle({ ...posted, thread_ts: thread_ts ?? null, deletedAt: null });
    if (message) return { ok: true as const, message, posted: true };
    log.warn({ key, channel, ts }, 'messages: another call took over the key while this one posted');
    await applyLedgerChange(db.prisma, { change: 'posted', ...posted, team_id: held.record.team_id, at });
    return { ok: true as const, message: { ...held.record, ...posted, deletedAt: undefined }, posted: true };
  }

  async function change({ call }: Keyed, { record }: HeldKey, args: Record<string, unknown>) {
    const method = 'chat.update';
    const answer = await call({ method, args: { ...args, channel: record.channel, ts: record.ts } });
    return answer.ok ? { ok: true as const } : { ok: false as const, method, answer };
  }

  return {
    async upsert(keyed, args) {
      checkKey(keyed.key);
      const channel = text(args.channel);
      if (channel === undefined) throw noChannel();
      const hold = { ...keyed, create: { channel } };
      const result = await holdKey(hold, async (held) => {
        const { record } = held;
        if (!stands(record)) return post(keyed, held, args);
        const content = contentOf(args);
        if (!record.changedElsewhere && sameContent(record.content, content)) {
          const message = await held.settle({});
          return { ok: true as const, message: message ?? record, posted: false };
        }
        const changed = await change(keyed, held, replacementArgs(record.content, args));
        if (!changed.ok) {
          return GONE.has(changed.answer.error ?? '') ? post(keyed, held, args) : changed;
        }
        const message = await held.settle({ content, updatedAt: now() });
        return { ok: true as const, message: message ?? { ...record, content }, posted: false };
      });
      if (!result) throw notFound(keyed.key);
      return result;
    },

    async update(keyed, args) {
      checkKey(keyed.key);
      const result = await holdKey(keyed, async (held) => {
        const { record } = held;
        if (!stands(record)) throw notFound(keyed.key);
        const changed = await change(keyed, held, args);
        if (!changed.ok) {
          if (GONE.has(changed.answer.error ?? '')) await held.settle({ deletedAt: now() });
          return changed;
        }
        const content = updatedContent(record.content, contentOf(args));
        const message = await held.settle({ content, updatedAt: now() });
        return { ok: true as const, message: message ?? { ...record, content } };
      });
      if (!result) throw notFound(keyed.key);
      return result;
    },

    async delete(keyed) {
      checkKey(keyed.key);
      const result = await holdKey(keyed, async (held) => {
        const { record } = held;
        if (!stands(record)) return { ok: true as const, deleted: false };
        const method = 'chat.delete';
        const args = { channel: record.channel, ts: record.ts };
        const answer = await keyed.call({ method, args });
        const wasGone = !answer.ok && GONE.has(answer.error ?? '');
        if (!answer.ok && !wasGone) return { ok: false as const, method, answer };
        await held.settle({ deletedAt: now() });
        return { ok: true as const, deleted: !wasGone };
      });
      return result ?? { ok: true, deleted: false };
    },

    async get(team_id, key) {
      checkKey(key);
      const record = await findByKey(db.prisma, team_id, key);
      if (record?.ts === undefined) throw notFound(key);
      return record;
    },

    async apply(changes) {
      for (const change of changes) {
        if (change.change !== 'posted' && !(await isInLedger(db.prisma, change))) continue;
        await db.transaction((tx) => applyLedgerChange(tx, change));
      }
    },
  };
}

function stands({ ts, deletedAt }: LedgerRecord): boolean {
  return ts !== undefined && deletedAt === undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function checkKey(key: string): void {
  if (key.length >= 1 && key.length <= 255 && !key.includes('\0')) return;
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'messages.bad_key',
    message: `A key must have 1 to 255 characters and no NUL. This one has ${key.length} characters. Choose another key.`,
  });
}

function noChannel(): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'messages.no_channel',
    message: 'Upsert needs message.channel to know where to post. Set it to the id of a channel.',
  });
}

function notFound(key: string): HavocError {
  return new HavocError({
    kind: 'not_found',
    code: 'messages.not_found',
    message: `There is no message under the key '${key}' in this workspace. Post it first with Upsert.`,
    fields: { key },
  });
}
