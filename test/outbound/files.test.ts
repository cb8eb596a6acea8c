import { gzipSync } from 'node:zlib';
import { bytes, context, listen, read, setUp } from './slack-of-files.js';

describe('an upload', () => {
  test('tells its length, and no token', async () => {
    const seen: object[] = [];
    const { files, entries, sent } = await setUp((request, response) => {
      const { 'content-length': length, 'transfer-encoding': encoding, authorization } = request.headers;
      seen.push({ length, encoding, authorization, url: request.url });
      request.resume().on('end', () => response.end('OK'));
    });
    const uploaded = await files.upload({ filename: 'a', length: 6 }, bytes('abc', 'def'), context());
    expect(uploaded).toEqual({ file_id: 'F1', file: { id: 'F1' } });
    expect(seen).toEqual([{ length: '6', encoding: undefined, authorization: undefined, url: '/upload' }]);
    expect(sent).toEqual(['files.getUploadURLExternal', 'files.completeUploadExternal']);
    expect(entries).toMatchObject([{ name: 'files.upload', direction: 'out', outcome: 'ok', status: 200 }]);
  });

  test.each([
    [500, 'unavailable'],
    [400, 'failed_precondition'],
    [302, 'failed_precondition'],
  ])('that ends with HTTP %d is not completed', async (status, kind) => {
    const { files, sent } = await setUp((request, response) => {
      request.resume().on('end', () => response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end());
    });
    const upload = files.upload({ filename: 'a', length: 3 }, bytes('abc'), context());
    await expect(upload).rejects.toMatchObject({ code: 'files.refused', kind });
    expect(sent).toEqual(['files.getUploadURLExternal']);
  });

  test('ends when nothing moves, and when its caller goes', async () => {
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
});

describe('a download', () => {
  test('sends the token to Slack alone, wherever that leads', async () => {
    const stolen: unknown[] = [];
    const elsewhere = await listen((request, response) => {
      stolen.push(request.headers.authorization);
      response.end('stolen');
    });
    const { files, origin } = await setUp((request, response) => {
      if (request.url === '/file') response.writeHead(302, { location: `${elsewhere}/file` }).end();
      else response.writeHead(302, { location: '/deeper' }).end();
    });
    const away = files.download({ file: 'F1' }, context());
    await expect(away).rejects.toMatchObject({ code: 'files.bad_url' });
    expect(stolen).toEqual([]);
    const round = files.download({ url: `${origin}/round` }, context());
    await expect(round).rejects.toMatchObject({ code: 'files.too_many_redirects' });
  });

  test.each([
    ['a missing file', 404, {}, 'files.not_found'],
    ['a refusal', 403, {}, 'files.sign_in'],
    ['the sign-in page', 200, { 'content-type': 'text/html; charset=utf-8' }, 'files.sign_in'],
    ['the way to it', 302, { location: '/?redir=%2Ffile' }, 'files.sign_in'],
    ['a pause', 429, { 'retry-after': '7' }, 'files.refused'],
    ['a fault', 503, {}, 'files.refused'],
    ['a length that is too large', 200, { 'content-length': '5000000' }, 'files.too_large'],
  ])('knows %s', async (_, status, headers, code) => {
    const { files, entries } = await setUp((_request, response) => {
      response.writeHead(status, headers);
      if ('content-length' in headers) response.flushHeaders();
      else response.end();
    });
    await expect(files.download({ file: 'F1' }, context())).rejects.toMatchObject({ code });
    expect(entries).toMatchObject([{ name: 'files.download', outcome: code, team_id: 'T1' }]);
  });

  test('that grows too large while it is read ends there', async () => {
    const { files, entries } = await setUp(
      (_request, response) => {
        for (let piece = 0; piece < 20; piece++) response.write('x'.repeat(1_000));
        response.end();
      },
      { limitBytes: 10_000 },
    );
    const { chunks, ...start } = await files.download({ file: 'F1' }, context());
    expect(start).toEqual({ filename: 'a.png', mimetype: 'image/png', length: undefined });
    await expect(read(chunks)).rejects.toMatchObject({ code: 'files.too_large' });
    expect(entries).toMatchObject([{ outcome: 'files.too_large' }]);
  });

  test('that breaks off says so', async () => {
    const { files } = await setUp((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setImmediate(() => response.destroy());
    });
    const download = files.download({ file: 'F1' }, context()).then(({ chunks }) => read(chunks));
    await expect(download).rejects.toMatchObject({ code: 'files.unreachable', kind: 'unavailable' });
  });
});

describe('analytics', () => {
  const lines = Array.from({ length: 1_000 }, (_, user) => JSON.stringify({ user_id: `U${user}` })).join(
    '\n',
  );

  test('come unpacked', async () => {
    const asked: (string | undefined)[] = [];
    const { files } = await setUp((request, response) => {
      asked.push(request.url, request.headers.authorization);
      response.writeHead(200, { 'content-type': 'application/gzip' }).end(gzipSync(lines));
    });
    const query = { type: 'member', date: '2026-01-01' };
    expect(await read(files.downloadAnalytics(query, context()))).toBe(lines);
    expect(asked).toEqual(['/api/admin.analytics.getFile', 'Bearer xoxb-secret']);
  });

  test('that unpack to more than the limit end there', async () => {
    const { files } = await setUp(
      (_request, response) => {
        const bomb = gzipSync(Buffer.alloc(5_000_000));
        response.writeHead(200, { 'content-type': 'application/gzip' }).end(bomb);
      },
      { limitBytes: 100_000 },
    );
    const reading = read(files.downloadAnalytics({}, context()));
    await expect(reading).rejects.toMatchObject({ code: 'files.too_large' });
  });

  test.each([
    [200, { 'content-type': 'application/json' }, '{"ok":false,"error":"file_not_found"}', 'file_not_found'],
    [429, { 'retry-after': '30' }, '', 'ratelimited'],
  ])('that Slack refuses with HTTP %d say why', async (status, headers, body, error) => {
    const { files, entries } = await setUp((_request, response) => {
      response.writeHead(status, headers).end(body);
    });
    const reading = read(files.downloadAnalytics({}, context()));
    await expect(reading).rejects.toMatchObject({ name: 'SlackRefusal', answer: { error } });
    expect(entries).toMatchObject([{ name: 'admin.analytics.getFile', outcome: error }]);
  });
});
