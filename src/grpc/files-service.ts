import { HavocError, jsonText } from '../base/index.js';
import {
  type DownloadAnalyticsRequest,
  type DownloadAnalyticsResponse,
  type DownloadRequest,
  type DownloadResponse,
  FilesService,
  type UploadRequest,
  type UploadResponse,
  type UploadStart,
} from '../gen/havoc/v1/files.js';
import type { Logger } from '../log/index.js';
import type { Files, Upload } from '../outbound/index.js';
import type { Service } from './server.js';
import { clientStream, serverStream } from './streams.js';

export interface FilesServiceOptions {
  files: Files;
  log: Logger;
}

/** Creates havoc.v1.Files, which streams files to and from Slack at the pace of the slower side. */
export function createFilesService({ files, log }: FilesServiceOptions): Service {
  return {
    definition: FilesService,
    implementation: {
      upload: clientStream<UploadRequest, UploadResponse>(log, async (requests, context) => {
        const parts = requests[Symbol.asyncIterator]();
        try {
          const { value, done } = await parts.next();
          if (done || !value.start) throw outOfOrder('The first message of an upload must be start.');
          const { file_id, file } = await files.upload(uploadOf(value.start), chunksOf(parts), context);
          return { file_id, file_json: Buffer.from(jsonText(file)) };
        } finally {
          // Not awaited: if the app sends nothing more, this resolves only when the call ends.
          parts.return?.().catch(() => {});
        }
      }),
      download: serverStream<DownloadRequest, DownloadResponse>(log, async function* (request, context) {
        const { file, url, most_bytes: mostBytes } = request;
        const { chunks, ...start } = await files.download({ file, url, mostBytes }, context);
        yield { start };
        for await (const chunk of chunks) yield { chunk };
      }),
      downloadAnalytics: serverStream<DownloadAnalyticsRequest, DownloadAnalyticsResponse>(
        log,
        async function* (query, context) {
          for await (const chunk of files.downloadAnalytics(query, context)) yield { chunk };
        },
      ),
    },
  };
}

/** The largest chunk. Several chunks wait in memory if Slack is slower than the app. */
const MOST_CHUNK_BYTES = 1024 * 1024;

async function* chunksOf(parts: AsyncIterator<UploadRequest>): AsyncGenerator<Uint8Array> {
  for (let part = await parts.next(); !part.done; part = await parts.next()) {
    if (!part.value.chunk) throw outOfOrder('Every message of an upload after start must be a chunk.');
    const { byteLength } = part.value.chunk;
    if (byteLength > MOST_CHUNK_BYTES)
      throw outOfOrder(`A chunk has ${byteLength} bytes. Send at most ${MOST_CHUNK_BYTES} in one chunk.`);
    yield part.value.chunk;
  }
}

function uploadOf({ filename = '', length = 0, blocks_json, ...others }: UploadStart): Upload {
  return {
    ...others,
    filename,
    length,
    ...(blocks_json && blocks_json.byteLength > 0 && { blocks: readBlocks(blocks_json) }),
  };
}

function readBlocks(json: Uint8Array): unknown[] {
  try {
    const blocks: unknown = JSON.parse(Buffer.from(json).toString('utf8'));
    if (Array.isArray(blocks)) return blocks;
  } catch {
    // The error below covers this case too.
  }
  throw outOfOrder("blocks_json is not a JSON array. Write the blocks as in Slack's documentation.");
}

function outOfOrder(message: string): HavocError {
  return new HavocError({ kind: 'invalid_argument', code: 'files.bad_request', message });
}
