import type { FilesOptions } from '../../src/outbound/index.js';
import { context, listen, read, setUp } from './slack-of-files.js';

/** Sets up files at slack.com. Each URL redirects to the next one, and the last one has the file. */
async function setUpPath(...path: string[]) {
  const asked: [url: string, authorization: string | null][] = [];
  const fetch: FilesOptions['fetch'] = async (url, init) => {
    const { href } = new URL(String(url));
    expect(init?.redirect).toBe('manual');
    asked.push([href, new Headers(init?.headers).get('authorization')]);
    const next = path[path.indexOf(href) + 1];
    return next === undefined
      ? new Response('file')
      : new Response(undefined, { status: 302, headers: { location: next } });
  };
  const { files } = await setUp(() => {}, { apiUrl: 'https://slack.com/api/', fetch });
  const download = async () => read((await files.download({ url: path[0] }, context())).chunks);
  return { download, asked };
}

const TOKEN = 'Bearer xoxb-secret';

test.each<[string, [url: string, authorization: string | null][]]>([
  ['no redirect', [['https://files.slack.com/a', TOKEN]]],
  [
    'redirects on the same host',
    [
      ['https://files.slack.com/a', TOKEN],
      ['https://files.slack.com/b', TOKEN],
      ['https://files.slack.com/c', TOKEN],
    ],
  ],
  ['a first host that may get no token', [['https://a.slack-edge.com/a', null]]],
  [
    'a redirect to a host that may get no token',
    [
      ['https://files.slack.com/a', TOKEN],
      ['https://acme.slack.com/b', null],
    ],
  ],
  [
    'a redirect to another host that may get a token',
    [
      ['https://files.slack.com/a', TOKEN],
      ['https://slack.com/b', null],
    ],
  ],
  [
    'redirects to another host and back',
    [
      ['https://files.slack.com/a', TOKEN],
      ['https://acme.slack.com/b', null],
      ['https://files.slack.com/c', TOKEN],
    ],
  ],
])('sends the token only to the first host: %s', async (_, path) => {
  const { download, asked } = await setUpPath(...path.map(([url]) => url));
  expect(await download()).toBe('file');
  expect(asked).toEqual(path);
});

test.each([
  'https://evil.example/b',
  'http://files.slack.com/b',
  'https://slack.com/api/auth.test',
  'https://files.slack.com.evil.example/b',
])('does not follow a redirect to %s', async (url) => {
  const { download, asked } = await setUpPath('https://files.slack.com/a', url);
  await expect(download()).rejects.toMatchObject({ code: 'files.bad_url' });
  expect(asked).toHaveLength(1);
});

test('never sends the token to a host outside Slack, even after a redirect', async () => {
  const stolen: unknown[] = [];
  const elsewhere = await listen((request, response) => {
    stolen.push(request.headers.authorization);
    response.end('stolen');
  });
  const { files } = await setUp((_request, response) => {
    response.writeHead(302, { location: `${elsewhere}/file` }).end();
  });
  const away = files.download({ file: 'F1' }, context());
  await expect(away).rejects.toMatchObject({ code: 'files.bad_url' });
  await expect(read(files.downloadAnalytics({}, context()))).rejects.toMatchObject({
    code: 'files.unreachable',
  });
  expect(stolen).toEqual([]);
});

test('follows at most five redirects', async () => {
  const path = Array.from({ length: 7 }, (_, at) => `https://files.slack.com/${at}`);
  expect(await (await setUpPath(...path.slice(0, 6))).download()).toBe('file');
  const { download, asked } = await setUpPath(...path);
  await expect(download()).rejects.toMatchObject({
    code: 'files.too_many_redirects',
    kind: 'invalid_argument',
  });
  expect(asked).toHaveLength(6);
});
