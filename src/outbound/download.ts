import { bodyOf, HavocError } from '../base/index.js';
import { SlackRefusal } from '../slack/index.js';
import { createIdleLimit, type IdleLimit } from './idle-limit.js';
import { retryAfterOf } from './retry-after.js';
import { getSlackUrl } from './slack-hosts.js';
import {
  findTransferToken,
  limited,
  outcomeOf,
  startRecord,
  type TransferContext,
  type TransferDeps,
  type TransferRecord,
  tooLarge,
  transferFailure,
} from './transfer.js';

/** Which file to download, by its id or one of its URLs, and how large it may be. */
export interface DownloadSource {
  file?: string;
  url?: string;
  mostBytes?: number;
}

export interface Download {
  filename?: string;
  mimetype?: string;
  /** In bytes; absent if Slack does not announce it. */
  length?: number;
  /** The caller must read these to the end, or call `return()`. */
  chunks: AsyncIterable<Uint8Array>;
}

/**
 * Downloads a file from Slack.
 *
 * @throws SlackRefusal; HavocError `files.bad_url` and `files.too_many_redirects` (invalid_argument),
 * `files.not_found` (not_found), `files.sign_in` (permission_denied), `files.too_large` (resource_exhausted),
 * `files.refused`, `files.unreachable`, `files.stalled` and `files.unread` (unavailable), `files.cancelled`
 * (cancelled). The chunks throw the errors that occur later.
 */
export type DownloadFile = (source: DownloadSource, context: TransferContext) => Promise<Download>;

/** What is known about a file before it is fetched. */
interface Known {
  url: string;
  filename?: string;
  mimetype?: string;
}

const MOST_REDIRECTS = 5;

/** Fetches a file's bytes with the caller's token. */
export function createDownload(deps: TransferDeps): DownloadFile {
  return async function download({ file, url, mostBytes }, context) {
    const known: Known = file ? await find(file, context) : { url: url ?? '' };
    const first = getSlackUrl(known.url, deps.hosts);
    const limitBytes = Math.min(mostBytes ?? deps.limitBytes, deps.limitBytes);
    const { token, team_id } = await findTransferToken(deps, context);
    const record = startRecord(deps, { name: 'files.download', team_id, signal: context.signal });
    const idle = createIdleLimit(deps.idleMs, context.signal);
    try {
      const response = await follow(first, token, idle);
      const body = bodyOf(response, idle.signal);
      checkIsFile(response, known.mimetype);
      const length = lengthOf(response);
      if (length !== undefined && length > limitBytes) throw tooLarge(limitBytes);
      const { filename, mimetype = response.headers.get('content-type') ?? undefined } = known;
      return {
        filename,
        mimetype,
        length,
        chunks: read(body, { limitBytes, idle, record, status: response.status }),
      };
    } catch (thrown) {
      throw ended(thrown, idle, record);
    }
  };

  async function find(file: string, { target, signal }: TransferContext): Promise<Known> {
    const answer = await deps.send({ method: 'files.info', args: { file }, target, signal });
    if (!answer.ok) throw new SlackRefusal('files.info', answer);
    const found: Record<string, unknown> = { ...Object(answer.body.file) };
    const text = (key: string) => (typeof found[key] === 'string' ? found[key] : undefined);
    const url = text('url_private_download') ?? text('url_private') ?? '';
    return { url, filename: text('name'), mimetype: text('mimetype') };
  }

  /** Follows redirects as long as they lead to Slack. Only the first origin gets the token. */
  async function follow(first: URL, token: string, idle: IdleLimit): Promise<Response> {
    let url = first;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const mayHold = url.origin === first.origin && deps.hosts.mayHoldToken(url);
      const response = await deps.fetch(url, {
        headers: { 'accept-encoding': 'identity', ...(mayHold && { authorization: `Bearer ${token}` }) },
        redirect: 'manual',
        signal: idle.signal,
      });
      idle.touch();
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || location === null) return response;
      await response.body?.cancel();
      url = getSlackUrl(location, deps.hosts, url);
      // Slack redirects a caller that may not see the file to the workspace's sign-in page.
      if (url.searchParams.has('redir')) throw signIn();
    }
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'files.too_many_redirects',
      message: `The address redirects more than ${MOST_REDIRECTS} times: use the file’s own url_private.`,
    });
  }
}

interface Reading {
  limitBytes: number;
  idle: IdleLimit;
  record: TransferRecord;
  status: number;
}

async function* read(
  body: AsyncIterable<Uint8Array>,
  { limitBytes, idle, record, status }: Reading,
): AsyncGenerator<Uint8Array> {
  let outcome = 'files.cancelled';
  try {
    yield* limited(body, limitBytes, idle);
    outcome = 'ok';
  } catch (thrown) {
    const failure = transferFailure(thrown, idle.signal);
    outcome = outcomeOf(failure);
    throw failure;
  } finally {
    idle.end();
    record.end(outcome, status);
  }
}

function ended(thrown: unknown, idle: IdleLimit, record: TransferRecord): unknown {
  const failure = transferFailure(thrown, idle.signal);
  idle.end();
  record.end(outcomeOf(failure));
  return failure;
}

function checkIsFile({ status, headers }: Response, mimetype: string | undefined): void {
  if (status === 404 || status === 410) {
    throw new HavocError({
      kind: 'not_found',
      code: 'files.not_found',
      message:
        'Slack has no file at this address: it was deleted, or the address is wrong. Check the address.',
    });
  }
  const isPage = headers.get('content-type')?.startsWith('text/html') ?? false;
  const isUnexpectedPage = isPage && mimetype !== undefined && mimetype !== 'text/html';
  if (status === 401 || status === 403 || isUnexpectedPage) throw signIn();
  if (status === 200) return;
  throw new HavocError({
    kind: status === 429 ? 'resource_exhausted' : 'unavailable',
    code: 'files.refused',
    message: `Slack did not return the file (HTTP ${status}): try again later.`,
    fields: { status, ...retryAfterOf(headers) },
  });
}

function lengthOf({ headers }: Response): number | undefined {
  const length = headers.get('content-length');
  return length === null ? undefined : Number(length);
}

function signIn(): HavocError {
  return new HavocError({
    kind: 'permission_denied',
    code: 'files.sign_in',
    message:
      'Slack does not show this file to the app: give the app the scope files:read, and add it to a ' +
      'conversation that has the file.',
  });
}
