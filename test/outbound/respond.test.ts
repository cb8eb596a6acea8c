import { createRespond } from '../../src/outbound/index.js';
import type { TrafficEntry } from '../../src/traffic/index.js';

const URL_PATH = '/actions/T1/2/secret-path';
let records: TrafficEntry[];
let posted: { url: string; body: string; redirect: string | undefined }[];
beforeEach(() => {
  records = [];
  posted = [];
});

function respondBy(apiUrl: string, answer: () => Promise<Response>) {
  const fetch: typeof globalThis.fetch = async (url, init) => {
    const body = Buffer.from(init?.body as Uint8Array).toString();
    posted.push({ url: String(url), body, redirect: init?.redirect });
    return answer();
  };
  return createRespond({ apiUrl, fetch, record: (entry) => void records.push(entry) });
}

const ok = async () => new Response('ok');
const json = Buffer.from('{"text":"hi"}');

test.each([
  ['https://slack.com/api/', 'https://hooks.slack.com'],
  ['https://slack-gov.com/api/', 'https://hooks.slack-gov.com'],
  ['http://127.0.0.1:7400/api/', 'http://127.0.0.1:7400'],
])('if the API is at %s, posts to %s', async (apiUrl, origin) => {
  await respondBy(apiUrl, ok)(origin + URL_PATH, json);
  expect(posted).toEqual([{ url: origin + URL_PATH, body: '{"text":"hi"}', redirect: 'error' }]);
  expect(records).toMatchObject([
    { at: expect.any(Date), direction: 'out', name: 'response_url', outcome: 'ok', status: 200 },
  ]);
  expect(JSON.stringify(records.map(({ request, ...rest }) => [rest, String(request)]))).not.toContain(
    'secret-path',
  );
});

test.each([
  '',
  'hello',
  'https://evil.example/x',
  'http://hooks.slack.com/x',
  'https://hooks.slack.com.evil.example/x',
  'https://hooks.slack.com@evil.example/x',
  'https://hooks.slack.com:8443/x',
  'file:///etc/passwd',
  'blob:https://hooks.slack.com/x',
  'https://user:secret@hooks.slack.com/x',
  'https://:secret@hooks.slack.com/x',
  'wss://hooks.slack.com/x',
  'data:text/plain,x',
])('posts nothing to %p', async (url) => {
  const failing = respondBy('https://slack.com/api/', ok)(url, json);
  await expect(failing).rejects.toMatchObject({ kind: 'invalid_argument', code: 'respond.bad_url' });
  expect(posted).toEqual([]);
});

test.each<[string, () => Promise<Response>, object]>([
  [
    'accepts no more responses',
    async () => new Response('used_url', { status: 404 }),
    {
      kind: 'failed_precondition',
      code: 'respond.refused',
      message: expect.stringMatching(/used_url.*5 times/),
    },
  ],
  [
    'fails',
    async () => new Response('<html>'.repeat(1_000), { status: 500 }),
    {
      kind: 'unavailable',
      code: 'respond.refused',
      message: expect.stringMatching(/^.{200,300}: try again/),
    },
  ],
  [
    'limits responses',
    async () => new Response('rate_limited', { status: 429, headers: { 'retry-after': '7' } }),
    { kind: 'resource_exhausted', code: 'respond.refused', fields: { retryAfterMs: 7_000 } },
  ],
  [
    'is unreachable',
    () => Promise.reject(new TypeError('fetch failed')),
    { kind: 'unavailable', code: 'respond.unreachable' },
  ],
  [
    'breaks off its answer',
    async () =>
      new Response(
        new ReadableStream({ start: (controller) => controller.error(new TypeError('terminated')) }),
      ),
    { kind: 'unavailable', code: 'respond.unreachable' },
  ],
])('reports that Slack %s', async (_case, answer, failure) => {
  const failing = respondBy('https://slack.com/api/', answer)(`https://hooks.slack.com${URL_PATH}`, json);
  await expect(failing).rejects.toMatchObject(failure);
  await expect(failing).rejects.not.toThrow('secret-path');
  expect(records).toMatchObject([{ outcome: Object.values(failure)[1] }]);
});
