import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Files } from '../../src/outbound/index.js';
import { collectGarbage } from '../support/collect-garbage.js';
import { until } from '../support/until.js';
import { bytes, context, read, setUp } from './slack-of-files.js';

/** Returns a Slack that begins answers and never ends them, and counts the answers whose connection was closed. */
function unending(begin: (response: ServerResponse) => void) {
  const ended = { count: 0 };
  const answer = (_request: object, response: ServerResponse) => {
    response.on('close', () => ended.count++);
    begin(response);
  };
  return { answer, ended };
}

const PIECE = Buffer.alloc(10_000, 'x');

describe('a request to Slack ends', () => {
  test.each([
    ['a file does not exist', 404, {}],
    ['a file is too large', 200, { 'content-length': '9999999' }],
    ['Slack answers with its sign-in page', 200, { 'content-type': 'text/html' }],
    ['Slack answers with a 503', 503, {}],
  ])('before the end of its body if %s', async (_, status, headers) => {
    const { answer, ended } = unending((response) => response.writeHead(status, headers).write(PIECE));
    const { files } = await setUp(answer);
    await expect(files.download({ file: 'F1' }, context())).rejects.toMatchObject({
      code: expect.stringMatching(/^files\./),
    });
    await until(() => ended.count === 1);
  });

  test('when the caller stops reading a file', async () => {
    const { answer, ended } = unending((response) => response.write(PIECE));
    const { files, entries } = await setUp(answer);
    const { chunks } = await files.download({ file: 'F1' }, context());
    for await (const chunk of chunks) {
      expect(chunk.byteLength).toBeGreaterThan(0);
      break;
    }
    await until(() => ended.count === 1);
    expect(entries).toMatchObject([{ name: 'files.download', outcome: 'files.cancelled' }]);
  });

  test('when the caller aborts before it reads the first piece', async () => {
    const { answer, ended } = unending((response) => response.write(PIECE));
    const { files, entries } = await setUp(answer);
    const caller = new AbortController();
    const { chunks } = await files.download({ file: 'F1' }, context(caller.signal));
    caller.abort();
    await until(() => ended.count === 1);
    expect(entries).toMatchObject([{ name: 'files.download', outcome: 'files.cancelled' }]);
    await expect(read(chunks)).rejects.toMatchObject({ code: 'files.cancelled' });
    expect(entries).toHaveLength(1);
  });

  test('when analytics unpack to more than the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    const { answer, ended } = unending((response) =>
      response.writeHead(200, { 'content-type': 'application/gzip' }).write(bomb.subarray(0, -8)),
    );
    const { files } = await setUp(answer, { limitBytes: 100_000 });
    const reading = read(files.downloadAnalytics({}, context()));
    await expect(reading).rejects.toMatchObject({ code: 'files.too_large' });
    await until(() => ended.count === 1);
  });

  test.each<[string, Record<string, string>, (files: Files) => Promise<AsyncIterable<Uint8Array>>]>([
    ['a file', {}, async (files) => (await files.download({ file: 'F1' }, context())).chunks],
    [
      'analytics',
      { 'content-type': 'application/gzip' },
      async (files) => files.downloadAnalytics({}, context()),
    ],
  ])(
    'when the caller stops reading %s, even after a garbage collection',
    async (_, headers, startReading) => {
      const packed = gzipSync(Buffer.alloc(5_000_000)).subarray(0, -8);
      const { answer, ended } = unending((response) => response.writeHead(200, headers).write(packed));
      const { files } = await setUp(answer);
      for await (const chunk of await startReading(files)) {
        expect(chunk.byteLength).toBeGreaterThan(0);
        await collectGarbage();
        break;
      }
      await until(() => ended.count === 1);
    },
  );

  test('when an upload has too few bytes', async () => {
    const { answer, ended } = unending(() => {});
    const { files, methods } = await setUp(answer);
    const upload = files.upload({ filename: 'a', length: 900_000 }, bytes('abc'), context());
    await expect(upload).rejects.toMatchObject({ code: 'files.too_short' });
    await until(() => ended.count === 1);
    expect(methods()).toEqual(['files.getUploadURLExternal']);
  });
});

test('a reader may take longer than Slack', async () => {
  const { files, origin } = await setUp(
    ({ url }, response) => {
      response.write(PIECE);
      if (url === '/file') response.end(PIECE);
    },
    // Long enough for Slack to begin its answer on a busy machine.
    { idleMs: 1_500 },
  );
  const { chunks } = await files.download({ file: 'F1' }, context());
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    const { chunks: silent } = await files.download({ url: `${origin}/silent` }, context());
    await expect(read(silent)).rejects.toMatchObject({ code: 'files.stalled' });
    sizeBytes += chunk.byteLength;
  }
  expect(sizeBytes).toBe(2 * PIECE.byteLength);
});
