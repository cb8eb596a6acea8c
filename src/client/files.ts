import { HavocError } from '../base/index.js';
import { FilesService } from '../gen/havoc/v1/files.js';
import { callerOf, tracedAll, tracedItems } from './caller.js';
import type { CallOptions, Target } from './channel.js';
import type { Read, Write } from './streams.js';
import { toJson } from './to-json.js';

/**
 * A file to upload to Slack. Pass its content, not a path: the sidecar reads no files.
 *
 * @example
 * ```ts
 * await havoc.slack.files.upload({ filename: 'report.csv', content: 'a,b\n1,2\n', channel_id: 'C012AB3CD' });
 * ```
 */
export interface FileUpload {
  filename: string;
  /** The file's bytes or text, or an async iterable of these in pieces, such as a readable stream. */
  content: Uint8Array | string | AsyncIterable<Uint8Array | string>;
  /** The length in bytes. Required for content in pieces, because Slack needs the length first. */
  length?: number;
  /** The channel to share the file in. Without one, the file stays private. */
  channel_id?: string;
  thread_ts?: string;
  initial_comment?: string;
  /** Default: the filename. */
  title?: string;
  /** Describes an image, for people who cannot see it. */
  alt_txt?: string;
  /** The language of a snippet, such as `python`. */
  snippet_type?: string;
  highlight_type?: string;
  /** Blocks shown with the file. Slack ignores them if `initial_comment` is set. */
  blocks?: readonly object[];
}

/**
 * Slack's file object. See docs.slack.dev/reference/objects/file-object.
 *
 * @example
 * ```ts
 * const { id } = await havoc.slack.files.upload({ filename: 'notes.txt', content: 'Hello' });
 * await havoc.slack.files.info({ file: id });
 * ```
 */
export interface UploadedFile {
  id: string;
  title?: string;
  [field: string]: unknown;
}

/**
 * A download in progress. Iterating over it gives the file in pieces.
 *
 * @example
 * ```ts
 * import { createWriteStream } from 'node:fs';
 * import { pipeline } from 'node:stream/promises';
 * import { Havoc } from '@havoc/client';
 *
 * const download = await new Havoc().slack.files.download({ file: 'F012AB3CD' });
 * await pipeline(download, createWriteStream('copy'));
 * ```
 */
export interface FileDownload extends AsyncIterable<Uint8Array> {
  /** The name in Slack's file object; absent for a download by URL. */
  filename?: string;
  mimetype?: string;
  /** The length in bytes, if Slack tells it before the content. */
  length?: number;
  /** Reads the whole file. */
  bytes(): Promise<Buffer>;
}

/**
 * The file to download: by id, or by URL, such as `url_private` or another URL that Slack gave for it.
 *
 * @example
 * ```ts
 * const small = await havoc.slack.files.download({ file: 'F012AB3CD', mostBytes: 1_000_000 });
 * console.log(await small.bytes());
 * ```
 */
export type FileSource = ({ file: string; url?: never } | { url: string; file?: never }) & {
  /** The maximum size. The download of a larger file fails. */
  mostBytes?: number;
};

/**
 * Chooses the analytics file that `slack.admin.analytics.records` reads.
 *
 * @example
 * ```ts
 * const query = { type: 'member', date: '2026-01-31' } as const;
 * for await (const record of havoc.slack.admin.analytics.records(query)) console.log(record.user_id);
 * ```
 */
export interface AnalyticsQuery {
  type: 'member' | 'public_channel';
  /** The day, as `YYYY-MM-DD` in UTC. */
  date?: string;
  metadata_only?: boolean;
}

/** Functions that havoc adds to the methods of Slack's `files`. */
export interface FileTransfers {
  /** Uploads a file, and shares it if a channel is given. */
  upload(file: FileUpload, options?: CallOptions): Promise<UploadedFile>;
  /** Starts a download. Resolves when its first part has arrived; further parts come as they are read. */
  download(source: FileSource, options?: CallOptions): Promise<FileDownload>;
}

/** Functions that havoc adds to the methods of Slack's `admin.analytics`. */
export interface AnalyticsTransfers {
  /** Reads the records of the analytics file one by one. `getFile` returns the whole file at once. */
  records(query: AnalyticsQuery, options?: CallOptions): AsyncIterable<Record<string, unknown>>;
}

/** The size of the pieces of an upload, well below the sidecar's limit for one message. */
const PIECE_BYTES = 256 * 1024;

export interface FilesDeps {
  read: Read;
  write: Write;
}

export function createFileTransfers(
  { read, write }: FilesDeps,
  target: Target,
): FileTransfers & AnalyticsTransfers {
  const calls: FileTransfers = {
    async upload({ content, length, blocks, ...start }, options) {
      const whole = typeof content === 'string' ? Buffer.from(content) : content;
      const known = whole instanceof Uint8Array ? whole.byteLength : length;
      if (known === undefined) throw noLength(start.filename);
      const call = write(FilesService.upload, { name: 'files.upload', target, options });
      try {
        const blocks_json =
          blocks && Buffer.from(toJson(blocks, { name: 'files.upload', key: 'blocks' }) ?? '');
        await call.write({ start: { ...start, length: known, ...(blocks_json && { blocks_json }) } });
        for await (const chunk of piecesOf(whole)) await call.write({ chunk });
      } catch (thrown) {
        call.cancel();
        throw thrown;
      }
      const { file_id, file_json } = await call.finish();
      return { ...JSON.parse(Buffer.from(file_json ?? []).toString() || '{}'), id: file_id ?? '' };
    },

    async download({ file, url, mostBytes }, options) {
      const caller = callerOf(calls.download);
      const request = { file, url, ...(mostBytes !== undefined && { most_bytes: mostBytes }) };
      const info = { name: 'files.download', target, options };
      const parts = read(FilesService.download, request, info)[Symbol.asyncIterator]();
      const first = await parts.next();
      const { filename, mimetype, length } = (!first.done && first.value.start) || {};
      async function* chunks() {
        try {
          for (let part = await parts.next(); !part.done; part = await parts.next())
            yield part.value.chunk ?? new Uint8Array();
        } finally {
          await parts.return?.();
        }
      }
      const given = tracedItems(chunks(), caller);
      return {
        filename,
        mimetype,
        length,
        [Symbol.asyncIterator]: () => given,
        bytes: () => collect(given),
      };
    },
  };

  async function* readRecords({ type, date, metadata_only }: AnalyticsQuery, options?: CallOptions) {
    const info = { name: 'admin.analytics.records', target, options };
    const request = { type, date, metadata_only };
    let rest = Buffer.alloc(0);
    for await (const { chunk } of read(FilesService.downloadAnalytics, request, info)) {
      rest = Buffer.concat([rest, chunk ?? new Uint8Array()]);
      const end = rest.lastIndexOf('\n');
      yield* linesOf(rest.subarray(0, end + 1));
      rest = rest.subarray(end + 1);
    }
    yield* linesOf(rest);
  }

  function records(query: AnalyticsQuery, options?: CallOptions): AsyncIterable<Record<string, unknown>> {
    const caller = callerOf(records);
    return tracedItems(readRecords(query, options), caller);
  }

  return { ...tracedAll(calls), records };
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

async function* piecesOf(
  content: Uint8Array | AsyncIterable<Uint8Array | string>,
): AsyncGenerator<Uint8Array> {
  if (!(content instanceof Uint8Array)) {
    for await (const part of content) yield* piecesOf(typeof part === 'string' ? Buffer.from(part) : part);
    return;
  }
  for (let at = 0; at < content.byteLength; at += PIECE_BYTES) yield content.subarray(at, at + PIECE_BYTES);
}

function linesOf(bytes: Buffer): Record<string, unknown>[] {
  const lines = bytes.toString('utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line));
}

function noLength(filename: string): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'client.no_length',
    message: `The length of ${filename} is unknown, and Slack needs it before the bytes. Give length, in bytes.`,
  });
}
