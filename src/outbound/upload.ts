import { HavocError } from '../base/index.js';
import { type SlackAnswer, SlackRefusal } from '../slack/index.js';
import { createIdleLimit } from './idle-limit.js';
import { getSlackUrl } from './slack-hosts.js';
import {
  outcomeOf,
  startRecord,
  type TransferContext,
  type TransferDeps,
  tooLarge,
  transferFailure,
} from './transfer.js';

/** A file to upload to Slack. The fields have Slack's names. */
export interface Upload {
  filename: string;
  /** In bytes. */
  length: number;
  channel_id?: string;
  thread_ts?: string;
  initial_comment?: string;
  /** The filename if absent. */
  title?: string;
  alt_txt?: string;
  snippet_type?: string;
  highlight_type?: string;
  blocks?: unknown[];
}

/** @see https://docs.slack.dev/reference/methods/files.completeUploadExternal */
export interface UploadedFile {
  file_id: string;
  /** Slack's file object. */
  file: Record<string, unknown>;
}

/**
 * Uploads a file to Slack.
 *
 * @param chunks must add up to the announced length
 * @throws SlackRefusal; HavocError `files.no_name`, `files.bad_length`, `files.too_long` and `files.too_short`
 * (invalid_argument), `files.too_large` (resource_exhausted), `files.refused` (failed_precondition),
 * `files.unreachable` and `files.stalled` (unavailable), `files.cancelled` (cancelled)
 */
export type UploadFile = (
  file: Upload,
  chunks: AsyncIterable<Uint8Array>,
  context: TransferContext,
) => Promise<UploadedFile>;

/**
 * Asks Slack for an upload URL, sends the bytes there, and then tells Slack that they have arrived.
 *
 * @see https://docs.slack.dev/messaging/working-with-files
 */
export function createUpload(deps: TransferDeps): UploadFile {
  const { send, hosts, limitBytes } = deps;

  return async function upload(file, chunks, context) {
    check(file, limitBytes);
    const { filename, length, alt_txt, snippet_type } = file;
    const { upload_url, file_id } = await call('files.getUploadURLExternal', {
      filename,
      length,
      alt_txt,
      snippet_type,
    });
    const to = getSlackUrl(String(upload_url), hosts);
    await post(to, exactly(length, chunks), length, context);
    const { title = filename, highlight_type, channel_id, thread_ts, initial_comment, blocks } = file;
    const { files } = await call('files.completeUploadExternal', {
      files: [{ id: file_id, title, ...(highlight_type && { highlight_type }) }],
      channel_id,
      thread_ts,
      initial_comment,
      blocks,
    });
    const [completed] = Array.isArray(files) ? files : [];
    return { file_id: String(file_id), file: { ...Object(completed) } };

    async function call(method: string, args: Record<string, unknown>): Promise<SlackAnswer['body']> {
      const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
      const answer = await send({ method, args: given, ...context });
      if (!answer.ok) throw new SlackRefusal(method, answer);
      return answer.body;
    }
  };

  /** Sends the bytes. The URL itself grants access, so no token is sent. */
  async function post(
    to: URL,
    chunks: AsyncIterable<Uint8Array>,
    length: number,
    { signal }: TransferContext,
  ): Promise<void> {
    const record = startRecord(deps, { name: 'files.upload', signal });
    const idle = createIdleLimit(deps.idleMs, signal);
    let failure: unknown;
    async function* watched() {
      try {
        for await (const chunk of chunks) {
          idle.touch();
          yield chunk;
        }
      } catch (thrown) {
        failure = thrown;
        throw thrown;
      }
    }
    try {
      const response = await deps.fetch(to, {
        method: 'POST',
        // Without a content-length, the body would be sent in HTTP chunks.
        headers: { 'content-type': 'application/octet-stream', 'content-length': String(length) },
        body: watched(),
        duplex: 'half',
        redirect: 'manual',
        signal: idle.signal,
      });
      await response.body?.cancel();
      if (response.status !== 200) throw refused(response.status);
      record.end('ok', response.status);
    } catch (thrown) {
      const told = transferFailure(failure ?? thrown, idle.signal);
      record.end(outcomeOf(told));
      throw told;
    } finally {
      idle.end();
    }
  }
}

function check({ filename, length }: Upload, limitBytes: number): void {
  if (filename === '') throw invalid('no_name', 'The file has no filename: give one.');
  if (!Number.isSafeInteger(length) || length < 1)
    throw invalid(
      'bad_length',
      `The file's length is ${length}: give its size in bytes. Slack accepts no empty file.`,
    );
  if (length > limitBytes) throw tooLarge(limitBytes);
}

/** Passes the pieces on. Throws if their total size is not `length`, because Slack was told that length. */
async function* exactly(length: number, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let sentBytes = 0;
  for await (const chunk of chunks) {
    sentBytes += chunk.byteLength;
    if (sentBytes > length)
      throw invalid(
        'too_long',
        `The file has more than the announced ${length} bytes: announce its exact size.`,
      );
    yield chunk;
  }
  if (sentBytes < length)
    throw invalid(
      'too_short',
      `The file has only ${sentBytes} of the announced ${length} bytes: announce its exact size.`,
    );
}

function invalid(what: string, message: string): HavocError {
  return new HavocError({ kind: 'invalid_argument', code: `files.${what}`, message });
}

function refused(status: number): HavocError {
  return new HavocError({
    kind: status >= 500 ? 'unavailable' : 'failed_precondition',
    code: 'files.refused',
    message: `Slack did not accept the file's content (HTTP ${status}): upload the file again.`,
    fields: { status },
  });
}
