import { gzipSync } from 'node:zlib';
import { context, read, setUp } from './slack-of-files.js';

const LINES = Array.from({ length: 1_000 }, (_, user) => JSON.stringify({ user_id: `U${user}` })).join('\n');
const PACKED = { 'content-type': 'application/gzip' };

test.each([
  [{}, ''],
  [{ type: 'member', date: '2026-01-01' }, 'type=member&date=2026-01-01'],
  [{ type: 'public_channel', metadata_only: false }, 'type=public_channel&metadata_only=false'],
])('downloads unpacked analytics for %j', async (query, form) => {
  const asked: unknown[] = [];
  const { files, entries } = await setUp((request, response) => {
    const { method, url, headers } = request;
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      asked.push({ method, url, authorization: headers.authorization, body });
      response.writeHead(200, PACKED).end(gzipSync(LINES));
    });
  });
  expect(await read(files.downloadAnalytics(query, context()))).toBe(LINES);
  expect(asked).toEqual([
    {
      method: 'POST',
      url: '/api/admin.analytics.getFile',
      authorization: 'Bearer xoxb-secret',
      body: form,
    },
  ]);
  expect(entries).toMatchObject([{ name: 'admin.analytics.getFile', outcome: 'ok', team_id: 'T1' }]);
});

test('rejects analytics that unpack to more than the limit', async () => {
  const { files, entries } = await setUp(
    (_request, response) => {
      response.writeHead(200, PACKED).end(gzipSync(Buffer.alloc(5_000_000)));
    },
    { limitBytes: 100_000 },
  );
  const reading = read(files.downloadAnalytics({}, context()));
  await expect(reading).rejects.toMatchObject({ code: 'files.too_large' });
  expect(entries).toMatchObject([{ outcome: 'files.too_large' }]);
});

const JSON_TYPE = { 'content-type': 'application/json' };
test.each<[number, Record<string, string>, string, { error: string; retryAfterMs?: number }]>([
  [200, JSON_TYPE, '{"ok":false,"error":"file_not_found"}', { error: 'file_not_found' }],
  [200, JSON_TYPE, '{"ok":true}', { error: 'unknown_error' }],
  [429, { 'retry-after': '30' }, 'Too many', { error: 'ratelimited', retryAfterMs: 30_000 }],
  [429, {}, '', { error: 'ratelimited' }],
])('rejects with Slack’s refusal after HTTP %d %j %s', async (status, headers, said, why) => {
  const { files, entries } = await setUp((_request, response) => {
    response.writeHead(status, headers).end(said);
  });
  const reading = read(files.downloadAnalytics({}, context()));
  const { error } = why;
  const answer = { ok: false, status, body: { ok: false, error }, ...why };
  await expect(reading).rejects.toEqual(
    expect.objectContaining({ name: 'SlackRefusal', method: 'admin.analytics.getFile', answer }),
  );
  expect(entries).toMatchObject([{ name: 'admin.analytics.getFile', outcome: error }]);
});

test.each([
  ['an HTML page', 503, { 'content-type': 'text/html' }, '<html>'],
  ['uncompressed data', 200, PACKED, 'plain'],
  ['truncated data', 200, PACKED, gzipSync(LINES).subarray(0, 100)],
])('rejects with files.unreachable if Slack answers with %s', async (_, status, headers, body) => {
  const { files, entries } = await setUp((_request, response) => {
    response.writeHead(status, headers).end(body);
  });
  const reading = read(files.downloadAnalytics({}, context()));
  await expect(reading).rejects.toMatchObject({ code: 'files.unreachable', kind: 'unavailable' });
  expect(entries).toMatchObject([{ outcome: 'files.unreachable' }]);
});

test('rejects with files.stalled if Slack stops sending', async () => {
  const { files, entries } = await setUp(
    (_request, response) => {
      response.writeHead(200, PACKED).write(gzipSync(LINES).subarray(0, 100));
    },
    { idleMs: 100 },
  );
  const reading = read(files.downloadAnalytics({}, context()));
  await expect(reading).rejects.toMatchObject({ code: 'files.stalled', kind: 'unavailable' });
  expect(entries).toMatchObject([{ outcome: 'files.stalled' }]);
});

test('records files.cancelled if the reader stops early', async () => {
  const { files, entries } = await setUp((_request, response) => {
    response.writeHead(200, PACKED).end(gzipSync(LINES));
  });
  for await (const chunk of files.downloadAnalytics({}, context())) {
    expect(chunk.byteLength).toBeGreaterThan(0);
    break;
  }
  expect(entries).toMatchObject([{ outcome: 'files.cancelled' }]);
});
