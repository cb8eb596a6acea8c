import { context, listen, read, setUp } from './slack-of-files.js';

describe('a file', () => {
  test('comes as it is, with what Slack knows of it', async () => {
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

  test('comes by its address alone, with what its server says of it', async () => {
    const { files, origin, sent } = await setUp((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<p>');
    });
    const { chunks, ...known } = await files.download({ url: `${origin}/a.html` }, context());
    expect(known).toEqual({ filename: undefined, mimetype: 'text/html; charset=utf-8', length: undefined });
    expect(await read(chunks)).toBe('<p>');
    expect(sent).toEqual([]);
  });

  test('comes though its server says nothing of it', async () => {
    const { files, origin } = await setUp((_request, response) => response.end('abc'));
    const { chunks, ...known } = await files.download({ url: `${origin}/a` }, context());
    expect(known).toEqual({ filename: undefined, mimetype: undefined, length: 3 });
    expect(await read(chunks)).toBe('abc');
  });

  test('comes by the address that is meant for it', async () => {
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
  ['neither a file nor an address', {}, {}, { code: 'files.bad_url' }],
  ['a file that has no address', { file: 'F1' }, { ok: true, file: {} }, { code: 'files.bad_url' }],
  ['no file in the answer', { file: 'F1' }, { ok: true }, { code: 'files.bad_url' }],
  [
    'a file that Slack does not tell of',
    { file: 'F1' },
    { ok: false, error: 'file_not_found' },
    { name: 'SlackRefusal', method: 'files.info', answer: { error: 'file_not_found' } },
  ],
])('nothing is fetched of %s', async (_, source, answer, failure) => {
  let asked = 0;
  const { files } = await setUp(() => asked++, { answers: { 'files.info': answer } });
  await expect(files.download(source, context())).rejects.toMatchObject(failure);
  expect(asked).toBe(0);
});

const signIn = { code: 'files.sign_in', kind: 'permission_denied' };
test.each([
  ['a missing file', 404, {}, { code: 'files.not_found', kind: 'not_found' }],
  ['a deleted file', 410, {}, { code: 'files.not_found', kind: 'not_found' }],
  ['a refusal', 403, {}, signIn],
  ['a lost token', 401, {}, signIn],
  ['the sign-in page', 200, { 'content-type': 'text/html; charset=utf-8' }, signIn],
  ['the way to it', 302, { location: '/?redir=%2Ffile' }, signIn],
  ['a way that leads nowhere', 302, {}, { code: 'files.refused', kind: 'unavailable' }],
  ['a pause', 429, { 'retry-after': '7' }, { code: 'files.refused', kind: 'resource_exhausted' }],
  ['a fault', 503, {}, { code: 'files.refused', kind: 'unavailable' }],
  [
    'a length that is too large',
    200,
    { 'content-length': '5000000' },
    { code: 'files.too_large', kind: 'resource_exhausted' },
  ],
])('knows %s', async (_, status, headers, failure) => {
  const { files, entries } = await setUp((_request, response) => {
    response.writeHead(status, headers);
    if ('content-length' in headers) response.flushHeaders();
    else response.end();
  });
  await expect(files.download({ file: 'F1' }, context())).rejects.toMatchObject(failure);
  expect(entries).toMatchObject([{ name: 'files.download', outcome: failure.code, team_id: 'T1' }]);
});

test('says how long Slack wants to be left alone', async () => {
  const { files } = await setUp((_request, response) => {
    response.writeHead(429, { 'retry-after': '7' }).end();
  });
  const download = files.download({ file: 'F1' }, context());
  await expect(download).rejects.toMatchObject({ fields: { status: 429, retryAfterMs: 7_000 } });
});

describe('the largest file', () => {
  const TEN = '0123456789';
  test.each([
    ['as large as the limit', 10, undefined, undefined],
    ['larger than the limit', 9, undefined, 'files.too_large'],
    ['as large as its reader takes', 100, 10, undefined],
    ['larger than its reader takes', 100, 9, 'files.too_large'],
    ['larger than the limit, though its reader takes more', 9, 100, 'files.too_large'],
  ])('is %s', async (_, limitBytes, mostBytes, code) => {
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

test('that breaks off says so', async () => {
  const { files, entries } = await setUp((_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half');
    setImmediate(() => response.destroy());
  });
  const download = files.download({ file: 'F1' }, context()).then(({ chunks }) => read(chunks));
  await expect(download).rejects.toMatchObject({ code: 'files.unreachable', kind: 'unavailable' });
  expect(entries).toMatchObject([{ outcome: 'files.unreachable' }]);
});

test('is not begun for a caller who has gone', async () => {
  let asked = 0;
  const { files, entries } = await setUp(() => asked++);
  const download = files.download({ file: 'F1' }, context(AbortSignal.abort()));
  await expect(download).rejects.toMatchObject({ code: 'files.cancelled', kind: 'cancelled' });
  expect(asked).toBe(0);
  expect(entries).toMatchObject([{ outcome: 'files.cancelled' }]);
});
