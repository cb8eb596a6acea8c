import { pipeline, type Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { bodyOf } from '../base/index.js';
import { rateLimited, type SlackAnswer, SlackRefusal } from '../slack/index.js';
import { createIdleLimit } from './idle-limit.js';
import { retryAfterOf } from './retry-after.js';
import {
  findTransferToken,
  limited,
  outcomeOf,
  startRecord,
  type TransferContext,
  type TransferDeps,
  transferFailure,
} from './transfer.js';

/** @see https://docs.slack.dev/reference/methods/admin.analytics.getFile */
export interface AnalyticsQuery {
  type?: string;
  date?: string;
  metadata_only?: boolean;
}

/** Downloads lines of JSON, in pieces that may end anywhere. Throws what DownloadFile throws. */
export type DownloadAnalytics = (
  query: AnalyticsQuery,
  context: TransferContext,
) => AsyncIterable<Uint8Array>;

const METHOD = 'admin.analytics.getFile';

/** Calls the only method that answers with a compressed file, which may be too large to be read at once. */
export function createDownloadAnalytics(deps: TransferDeps): DownloadAnalytics {
  return async function* downloadAnalytics(query, context) {
    const { token, team_id } = await findTransferToken(deps, context);
    const record = startRecord(deps, { name: METHOD, team_id, signal: context.signal });
    const idle = createIdleLimit(deps.idleMs, context.signal);
    let outcome = 'files.cancelled';
    try {
      const response = await deps.fetch(new URL(METHOD, deps.apiUrl), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: new URLSearchParams(formOf(query)),
        redirect: 'error',
        signal: idle.signal,
      });
      const body = bodyOf(response, idle.signal);
      if (!response.headers.get('content-type')?.includes('gzip')) {
        const answer = await readRefusal(response, body);
        outcome = answer.error ?? 'unknown_error';
        throw new SlackRefusal(METHOD, answer);
      }
      // The callback does nothing, because the reader of `unpacked` gets its end or its error.
      const unpacked = pipeline(body, createGunzip(), () => {});
      yield* limited(unpacked, deps.limitBytes, idle);
      outcome = 'ok';
    } catch (thrown) {
      if (thrown instanceof SlackRefusal) throw thrown;
      const failure = transferFailure(thrown, idle.signal);
      outcome = outcomeOf(failure);
      throw failure;
    } finally {
      idle.end();
      record.end(outcome);
    }
  };
}

function formOf({ type, date, metadata_only }: AnalyticsQuery): Record<string, string> {
  return {
    ...(type !== undefined && { type }),
    ...(date !== undefined && { date }),
    ...(metadata_only !== undefined && { metadata_only: String(metadata_only) }),
  };
}

async function readRefusal({ status, headers }: Response, body: Readable): Promise<SlackAnswer> {
  if (status === 429) return rateLimited(retryAfterOf(headers).retryAfterMs);
  const told: Record<string, unknown> = { ...Object(await json(body)), ok: false };
  const error = String(told.error ?? 'unknown_error');
  return { ok: false, error, status, body: { ...told, error } };
}
