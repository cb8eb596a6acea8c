import { createStage } from './stage.js';

const LOOPBACK = ['http://127.0.0.1:3000/havoc/slack/oauth_redirect'] as const;

test('gives the browser a cookie that no script, no foreign form and no sibling domain gets or sets', async () => {
  const { setCookies } = await createStage().open('install');
  expect(setCookies).toEqual([
    expect.stringMatching(
      /^__Host-havoc_oauth_[\w-]{8}=[\w-]{22}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
    ),
  ]);
});

test('leaves out what needs TLS for a redirect URL without it, and keeps the path in front of a proxy', async () => {
  const { setCookies } = await createStage({ redirectUrls: LOOPBACK }).open('install');
  expect(setCookies).toEqual([
    expect.stringMatching(
      /^havoc_oauth_[\w-]{8}=[\w-]{22}; Path=\/havoc\/slack; Max-Age=600; HttpOnly; SameSite=Lax$/,
    ),
  ]);
});

test('an installation without TLS ends in its browser', async () => {
  const stage = createStage({ redirectUrls: LOOPBACK });
  expect((await stage.end(await stage.begin())).status).toBe(200);
});

test('each start has an id of its own, so that several tabs can install', async () => {
  const stage = createStage();
  const first = await stage.begin();
  const second = await stage.begin({ cookies: `other=1; ${first.cookies}` });
  const [firstId, secondId] = [first, second].map(({ cookies }) => cookies.split('=')[1]);
  expect(secondId).not.toBe(firstId);
  const cookies = `${first.cookies}; other=1; ${second.cookies}`;
  expect((await stage.end({ ...first, cookies })).status).toBe(200);
  expect((await stage.end({ ...second, cookies })).status).toBe(200);
});

test.each(['', '__Host-'])(
  'takes over no id that was planted in the cookie %shavoc_oauth',
  async (prefix) => {
    const stage = createStage();
    const { cookies } = await stage.begin();
    const id = cookies.split('=')[1] ?? '';
    const name = cookies.split('=')[0]?.replace('__Host-', prefix);
    const victim = await stage.begin({ cookies: `${prefix}havoc_oauth=${id}; ${name}=${id}` });
    expect(id).toHaveLength(22);
    expect(victim.cookies).not.toContain(id);
  },
);

test('keeps the cookies of eight starts, and ends those of the oldest', async () => {
  const stage = createStage();
  const jar = new Map<string, string>();
  const header = () => [...jar].map((pair) => pair.join('=')).join('; ');
  const begun: { state: string }[] = [];
  for (let count = 0; count < 12; count++) {
    const { headers, setCookies = [] } = await stage.open('install', { cookies: `a=1; ${header()}` });
    begun.push({ state: new URL(headers.location ?? '').searchParams.get('state') ?? '' });
    for (const line of setCookies) {
      const [pair = '', path, age = ''] = line.split('; ');
      const [name = '', value = ''] = pair.split('=');
      expect(path).toBe('Path=/');
      expect(line).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
      if (age === 'Max-Age=0') jar.delete(name);
      else jar.set(name, value);
    }
  }
  expect(jar.size).toBe(8);
  const statuses: number[] = [];
  for (const { state } of begun) statuses.push((await stage.end({ state, cookies: header() })).status);
  expect(statuses).toEqual([403, 403, 403, 403, 200, 200, 200, 200, 200, 200, 200, 200]);
});
