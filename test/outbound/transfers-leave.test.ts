import { getEventListeners } from 'node:events';
import { gzipSync } from 'node:zlib';
import type { Files } from '../../src/outbound/index.js';
import type { TransferContext } from '../../src/outbound/transfer.js';
import { bytes, context, read, setUp } from './slack-of-files.js';

const OK = { status: 200, headers: {}, body: 'abc' };
const PACKED = { status: 200, headers: { 'content-type': 'application/gzip' }, body: gzipSync('abc') };
const REFUSED = { status: 503, headers: {}, body: '' };

async function readFirst(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of chunks) break;
}

const download = (files: Files, to: TransferContext) => files.download({ file: 'F1' }, to);
const upload = (files: Files, to: TransferContext) =>
  files.upload({ filename: 'a', length: 3 }, bytes('abc'), to);

test.each<[string, typeof OK | typeof PACKED, (files: Files, to: TransferContext) => Promise<unknown>]>([
  ['a download', OK, async (files, to) => read((await download(files, to)).chunks)],
  [
    'a download whose reader stops early',
    OK,
    async (files, to) => readFirst((await download(files, to)).chunks),
  ],
  ['a download that Slack refuses', REFUSED, download],
  ['an upload', OK, upload],
  ['an upload that Slack refuses', REFUSED, upload],
  ['a download of analytics', PACKED, (files, to) => read(files.downloadAnalytics({}, to))],
  [
    'a download of analytics whose reader stops early',
    PACKED,
    (files, to) => readFirst(files.downloadAnalytics({}, to)),
  ],
  [
    'a download of analytics that Slack refuses',
    REFUSED,
    (files, to) => read(files.downloadAnalytics({}, to)),
  ],
])(
  '%s leaves no listener on its caller’s signal, and one record',
  async (_, { status, headers, body }, transfer) => {
    const { files, entries } = await setUp((request, response) => {
      request.resume().on('end', () => response.writeHead(status, headers).end(body));
    });
    const { signal } = new AbortController();
    await transfer(files, context(signal)).catch(() => {});
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(entries).toHaveLength(1);
  },
);
