import type { RequestListener } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Upload } from '../../src/outbound/index.js';
import { bytes, context, setUp } from './slack-of-files.js';

const START = 'files.getUploadURLExternal';
const END = 'files.completeUploadExternal';
/** The handler of Slack's upload URL. It accepts all bytes. */
const ACCEPTING: RequestListener = (request, response) =>
  void request.resume().on('end', () => response.end('OK'));

test('sends the length, and no token', async () => {
  const seen: object[] = [];
  const { files, entries, methods } = await setUp((request, response) => {
    const { 'content-length': length, 'transfer-encoding': encoding, authorization } = request.headers;
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ length, encoding, authorization, url: request.url, body });
      response.end('OK');
    });
  });
  const uploaded = await files.upload({ filename: 'a', length: 6 }, bytes('abc', 'def'), context());
  expect(uploaded).toEqual({ file_id: 'F1', file: { id: 'F1' } });
  expect(seen).toEqual([
    { length: '6', encoding: undefined, authorization: undefined, url: '/upload', body: 'abcdef' },
  ]);
  expect(methods()).toEqual([START, END]);
  expect(entries).toMatchObject([{ name: 'files.upload', direction: 'out', outcome: 'ok', status: 200 }]);
});

describe('the calls to Slack', () => {
  test('contain each given field in the method that has it', async () => {
    const { files, sent } = await setUp(ACCEPTING);
    const given: Upload = {
      filename: 'a.py',
      length: 3,
      title: 'A',
      alt_txt: 'alt',
      snippet_type: 'python',
      highlight_type: 'py',
      channel_id: 'C1',
      thread_ts: '1.2',
      initial_comment: 'look',
      blocks: [],
    };
    const { signal } = new AbortController();
    await files.upload(given, bytes('abc'), { target: { team_id: 'T1' }, signal });
    expect(sent).toEqual([
      {
        method: START,
        args: { filename: 'a.py', length: 3, alt_txt: 'alt', snippet_type: 'python' },
        target: { team_id: 'T1' },
        signal,
      },
      {
        method: END,
        args: {
          files: [{ id: 'F1', title: 'A', highlight_type: 'py' }],
          channel_id: 'C1',
          thread_ts: '1.2',
          initial_comment: 'look',
          blocks: [],
        },
        target: { team_id: 'T1' },
        signal,
      },
    ]);
  });

  test('use the filename as the title if none is given, and omit absent fields', async () => {
    const { files, sent } = await setUp(ACCEPTING);
    await files.upload({ filename: 'a', length: 3 }, bytes('abc'), context());
    expect(sent.map(({ args }) => Object.entries(args))).toEqual([
      [
        ['filename', 'a'],
        ['length', 3],
      ],
      [['files', [{ id: 'F1', title: 'a' }]]],
    ]);
  });
});

test('returns the file’s id even if Slack answers without the file', async () => {
  const { files } = await setUp(ACCEPTING, {
    answers: { [END]: { ok: true } },
  });
  expect(await files.upload({ filename: 'a', length: 3 }, bytes('abc'), context())).toEqual({
    file_id: 'F1',
    file: {},
  });
});

test.each([
  ['no filename', { filename: '' }, 'files.no_name'],
  ['no length', { length: Number.NaN }, 'files.bad_length'],
  ['an empty file', { length: 0 }, 'files.bad_length'],
  ['half a byte', { length: 1.5 }, 'files.bad_length'],
  ['more than the limit', { length: 11 }, 'files.too_large'],
])('refuses an upload with %s before it calls Slack', async (_, change, code) => {
  const { files, sent } = await setUp(() => {}, { limitBytes: 10 });
  const upload = files.upload({ filename: 'a', length: 3, ...change }, bytes('abc'), context());
  await expect(upload).rejects.toMatchObject({ code });
  expect(sent).toEqual([]);
});

test.each([
  ['one byte', 1, ['0']],
  ['as many bytes as the limit', 10, ['01234', '56789']],
])('accepts a file with %s', async (_, length, pieces) => {
  const { files } = await setUp(ACCEPTING, {
    limitBytes: 10,
  });
  const upload = files.upload({ filename: 'a', length }, bytes(...pieces), context());
  expect(await upload).toMatchObject({ file_id: 'F1' });
});

test.each([
  ['Slack refuses it', START, { ok: false, error: 'invalid_arguments' }, { name: 'SlackRefusal' }],
  [
    'the upload URL is not Slack’s',
    START,
    { ok: true, upload_url: 'https://evil.example/' },
    { code: 'files.bad_url' },
  ],
  ['there is no upload URL', START, { ok: true }, { code: 'files.bad_url' }],
])('sends no bytes if %s', async (_, method, answer, failure) => {
  let asked = 0;
  const { files, methods } = await setUp(() => {}, {
    answers: { [method]: answer },
    fetch: async () => {
      asked++;
      return new Response('OK');
    },
  });
  const upload = files.upload({ filename: 'a', length: 3 }, bytes('abc'), context());
  await expect(upload).rejects.toMatchObject(failure);
  expect(asked).toBe(0);
  expect(methods()).toEqual([START]);
});

test('rejects if Slack refuses to complete the upload', async () => {
  const { files } = await setUp(ACCEPTING, {
    answers: { [END]: { ok: false, error: 'channel_not_found' } },
  });
  const upload = files.upload({ filename: 'a', length: 3 }, bytes('abc'), context());
  await expect(upload).rejects.toMatchObject({
    name: 'SlackRefusal',
    answer: { error: 'channel_not_found' },
  });
});

test.each([
  [500, 'unavailable'],
  [499, 'failed_precondition'],
  [302, 'failed_precondition'],
])('does not complete an upload that Slack answers with HTTP %d', async (status, kind) => {
  const { files, methods, entries } = await setUp((request, response) => {
    request.resume().on('end', () => response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end());
  });
  const upload = files.upload({ filename: 'a', length: 3 }, bytes('abc'), context());
  await expect(upload).rejects.toMatchObject({ code: 'files.refused', kind });
  expect(methods()).toEqual([START]);
  expect(entries).toMatchObject([{ name: 'files.upload', outcome: 'files.refused' }]);
});

test.each([
  ['more', bytes('abc', 'd'), 'files.too_long'],
  ['fewer', bytes('ab'), 'files.too_short'],
])('does not complete an upload with %s bytes than announced', async (_, chunks, code) => {
  const { files, methods, entries } = await setUp((request) => void request.resume());
  const upload = files.upload({ filename: 'a', length: 3 }, chunks, context());
  await expect(upload).rejects.toMatchObject({ code, kind: 'invalid_argument' });
  expect(methods()).toEqual([START]);
  expect(entries).toMatchObject([{ outcome: code }]);
});

test('may take longer than the idle limit in total', async () => {
  const { files } = await setUp(ACCEPTING, { idleMs: 2_000 });
  async function* slowly() {
    for (const piece of ['a', 'b', 'c']) {
      yield Buffer.from(piece);
      // Each wait is well below `idleMs`. All waits together take longer than it.
      await wait(1_100);
    }
  }
  expect(await files.upload({ filename: 'a', length: 3 }, slowly(), context())).toMatchObject({
    file_id: 'F1',
  });
});

test('ends when there is no progress, and when its caller aborts', async () => {
  const { files } = await setUp(() => {}, { idleMs: 30 });
  const stalled = files.upload({ filename: 'a', length: 3 }, bytes('abc'), context());
  await expect(stalled).rejects.toMatchObject({ code: 'files.stalled' });
  const caller = new AbortController();
  const gone = files.upload({ filename: 'a', length: 3 }, bytes('abc'), {
    target: {},
    signal: caller.signal,
  });
  caller.abort();
  await expect(gone).rejects.toMatchObject({ kind: 'cancelled' });
});
