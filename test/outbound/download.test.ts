import { context, listen, read, setUp } from './slack-of-files.js';

describe('a file', () => {
  test('is downloaded unchanged, with the facts from files.info', async () => {
    const { files, entries, sent } = await setUp((_request, response) => {
      // The `location` header has no effect, because this is not a redirect.
      response.writeHead(200, { 'content-length': '3', 'content-type': 'x/y', location: '/x' }).end('abc');
    });
    const { chunks, ...known } = await files.download({ file: 'F1' }, context());
    expect(known).toEqual({ filename: 'a.png', mimetype: 'image/png', length: 3 });
    expect(await read(chunks)).toBe('abc');
    expect(sent).toMatchObject([{ method: 'files.info', args: { file: 'F1' }, target: {} }]);
    expect(entries).toMatchObject([
      { name: 'files.download', direction: 'out', outcome: 'ok', status: 200, team_id: 'T1' },
    ]);
  });

  test('is downloaded by its URL alone, with the facts from the response headers', async () => {
    const { files, origin, sent } = await setUp((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<p>');
    });
    const { chunks, ...known } = await files.download({ url: `${origin}/a.html` }, context());
    expect(known).toEqual({ filename: undefined, mimetype: 'text/html; charset=utf-8', length: undefined });
    expect(await read(chunks)).toBe('<p>');
    expect(sent).toEqual([]);
  });

  test('is downloaded even if the response has no content type', async () => {
    const { files, origin } = await setUp((_request, response) => response.end('abc'));
    const { chunks, ...known } = await files.download({ url: `${origin}/a` }, context());
    expect(known).toEqual({ filename: undefined, mimetype: undefined, length: 3 });
    expect(await read(chunks)).toBe('abc');
  });

  test('is downloaded from url_private_download if Slack gives one', async () => {
    const asked: (string | undefined)[] = [];
    const origin = await listen((request, response) => {
      asked.push(request.url);
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>');
    });
    const file = {
      mimetype: 'text/html',
      url_private: `${origin}/page`,
      url_private_download: `${origin}/download`,
    };
    const { files } = await setUp(() => {}, {
      apiUrl: `${origin}/api/`,
      answers: { 'files.info': { ok: true, file } },
    });
    const { chunks } = await files.download({ file: 'F1' }, context());
    expect(await read(chunks)).toBe('<p>');
    expect(asked).toEqual(['/download']);
  });
});

test.each([
  ['the source has neither a file nor a URL', {}, {}, { code: 'files.bad_url' }],
  ['the file has no URL', { file: 'F1' }, { ok: true, file: {} }, { code: 'files.bad_url' }],
  ['the answer has no file', { file: 'F1' }, { ok: true }, { code: 'files.bad_url' }],
  [
    'Slack refuses files.info',
    { file: 'F1' },
    { ok: false, error: 'file_not_found' },
    { name: 'SlackRefusal', method: 'files.info', answer: { error: 'file_not_found' } },
  ],
])('fetches nothing if %s', async (_, source, answer, failure) => {
  let asked = 0;
  const { files } = await setUp(() => asked++, { answers: { 'files.info': answer } });
  await expect(files.download(source, context())).rejects.toMatchObject(failure);
  expect(asked).toBe(0);
});

const signIn = { code: 'files.sign_in', kind: 'permission_denied' };
test.each([
  ['a missing file', 404, {}, { code: 'files.not_found', kind: 'not_found' }],
  ['a deleted file', 410, {}, { code: 'files.not_found', kind: 'not_found' }],
  ['a forbidden file', 403, {}, signIn],
  ['a refused token', 401, {}, signIn],
  ['the sign-in page', 200, { 'content-type': 'text/html; charset=utf-8' }, signIn],
  ['a redirect to the sign-in page', 302, { location: '/?redir=%2Ffile' }, signIn],
  ['a redirect without a location', 302, {}, { code: 'files.refused', kind: 'unavailable' }],
  ['a rate limit', 429, { 'retry-after': '7' }, { code: 'files.refused', kind: 'resource_exhausted' }],
  ['a server error', 503, {}, { code: 'files.refused', kind: 'unavailable' }],
  [
    'a length over the limit',
    200,
    { 'content-length': '5000000' },
    { code: 'files.too_large', kind: 'resource_exhausted' },
  ],
])('rejects and records %s', async (_, status, headers, failure) => {
  const { files, entries } = await setUp((_request, response) => {
    response.writeHead(status, headers);
    if ('content-length' in headers) response.flushHeaders();
    else response.end();
  });
  await expect(files.download({ file: 'F1' }, context())).rejects.toMatchObject(failure);
  expect(entries).toMatchObject([{ name: 'files.download', outcome: failure.code, team_id: 'T1' }]);
});

test('rejects with the Retry-After of a 429', async () => {
  const { files } = await setUp((_request, response) => {
    response.writeHead(429, { 'retry-after': '7' }).end();
  });
  const download = files.download({ file: 'F1' }, context());
  await expect(download).rejects.toMatchObject({ fields: { status: 429, retryAfterMs: 7_000 } });
});

describe('the size of a download', () => {
  const TEN = '0123456789';
  test.each([
    ['as large as the limit', 10, undefined, undefined],
    ['larger than the limit', 9, undefined, 'files.too_large'],
    ['as large as mostBytes', 100, 10, undefined],
    ['larger than mostBytes', 100, 9, 'files.too_large'],
    ['larger than the limit, even if mostBytes is larger', 9, 100, 'files.too_large'],
  ])('is checked for a file %s', async (_, limitBytes, mostBytes, code) => {
    for (const headers of [{ 'content-length': '10' }, { 'transfer-encoding': 'chunked' }]) {
      const { files } = await setUp((_request, response) => response.writeHead(200, headers).end(TEN), {
        limitBytes,
      });
      const reading = files
        .download({ file: 'F1', mostBytes }, context())
        .then(({ chunks }) => read(chunks))
        .catch((thrown) => thrown.code);
      expect(await reading).toBe(code ?? TEN);
    }
  });
});

test('rejects if the connection breaks off', async () => {
  const { files, entries } = await setUp((_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half');
    setImmediate(() => response.destroy());
  });
  const download = files.download({ file: 'F1' }, context()).then(({ chunks }) => read(chunks));
  await expect(download).rejects.toMatchObject({ code: 'files.unreachable', kind: 'unavailable' });
  expect(entries).toMatchObject([{ outcome: 'files.unreachable' }]);
});

test('makes no request if its caller has already aborted', async () => {
  let asked = 0;
  const { files, entries } = await setUp(() => asked++);
  const download = files.download({ file: 'F1' }, context(AbortSignal.abort()));
  await expect(download).rejects.toMatchObject({ code: 'files.cancelled', kind: 'cancelled' });
  expect(asked).toBe(0);
  expect(entries).toMatchObject([{ outcome: 'files.cancelled' }]);
});
