import { SignJWT } from 'jose';
import type { Fault } from '../../src/local-slack/index.js';
import type { OpenedPage, TestBrowser } from './install-browser.js';
import { INSTALL_URL, type InstallStage, signOldState, startInstallStage } from './install-stage.js';

const SECRET = 'a-secret-of-the-app-with-32-characters';
const NOTHING = { installation: 0, installation_token: 0, installation_news: 0, oauth_state: 0 };

let stage: InstallStage;
let browser: TestBrowser;
beforeEach(async () => {
  stage = await startInstallStage({ environment: { HAVOC_OAUTH_CONTEXT_SECRET: SECRET } });
  await stage.app.start();
  browser = stage.newBrowser();
});
afterEach(() => stage.stop());

/** Opens the link, and lets Zoe decide. @returns the URL that Slack sends the browser back to */
async function comeBack(allow = true, link = INSTALL_URL): Promise<string> {
  const { location } = await browser.open(link);
  return stage.local.decideConsent(location, allow ? { allow, team: 'acme', person: 'zoe' } : { allow });
}

/** Changes a parameter of a URL. Removes it if the value is undefined. */
function changed(url: string, name: string, change: (value: string) => string | undefined): string {
  const { searchParams, origin, pathname } = new URL(url);
  const value = change(searchParams.get(name) ?? '');
  if (value === undefined) searchParams.delete(name);
  else searchParams.set(name, value);
  return `${origin}${pathname}?${searchParams}`;
}

/** Another character of a token. */
const otherThan = (character: string) => (character === 'A' ? 'B' : 'A');

/** The link "Try again" on a page. */
function retryLink({ html }: OpenedPage): string {
  return /<a href="([^"]+)">Try again/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
}

type Shown = [status: number, title: string, error: string];

function expectPage(page: OpenedPage, ...[status, title, error]: Shown): void {
  expect(page).toMatchObject({ status, location: '', setCookie: '' });
  expect(page.html).toContain(`<h1>${title}</h1>`);
  expect(page.html).toContain(`Error: <code>${error}</code>`);
}

async function expectNothing(more: Partial<typeof NOTHING> = {}): Promise<void> {
  expect(await stage.stored()).toEqual({ ...NOTHING, ...more });
  expect(await stage.remaining()).toEqual([]);
  expect(stage.local.app('Poll').installations()).toEqual([]);
}

const NOT_INSTALLED = 'The app was not installed';
const USED = 'This page was used already';

test('a person who refuses gets a page, from which the installation starts again with its context', async () => {
  const { app, next, local } = stage;
  const { url } = await app.installations.link({ context: { tenant: 7 } });
  const page = await browser.open(await comeBack(false, url));
  expectPage(page, 403, 'You did not allow the app', 'access_denied');
  await expectNothing();
  expect(local.calls('oauth.v2.access')).toEqual([]);
  expect((await browser.open(await comeBack(true, retryLink(page)))).status).toBe(200);
  expect(await next('installed')).toMatchObject({ context: { tenant: 7 } });
});

test.each([
  ['without a state', () => undefined],
  ['with another state', () => 'another'],
  ['with a state that was changed', (state: string) => state.replace(/[^.](?=[^.]*$)/, otherThan)],
])('a page that is opened %s installs nothing', async (_how, change) => {
  const page = await browser.open(changed(await comeBack(), 'state', change));
  expectPage(page, 400, NOT_INSTALLED, 'wrong_state');
  await expectNothing();
});

test('a state that is too old installs nothing', async () => {
  const { location } = await browser.open(INSTALL_URL);
  const token = await signOldState(stage);
  const back = await stage.local.decideConsent(
    changed(location, 'state', () => token),
    {
      allow: true,
      team: 'acme',
      person: 'zoe',
    },
  );
  const page = await browser.open(back);
  expectPage(page, 400, 'That took too long', 'expired_state');
  expect(retryLink(page)).toBe(INSTALL_URL);
  await expectNothing();
});

test('another browser cannot finish an installation', async () => {
  const page = await stage.newBrowser().open(await comeBack());
  expectPage(page, 403, NOT_INSTALLED, 'other_browser');
  await expectNothing();
});

test('a page without a code installs nothing', async () => {
  const page = await browser.open(changed(await comeBack(), 'code', () => undefined));
  expectPage(page, 400, NOT_INSTALLED, 'missing_code');
  await expectNothing();
});

test('a state and a code can be used once', async () => {
  const { local, next, remaining, stored } = stage;
  const back = await comeBack();
  expect((await browser.open(back)).status).toBe(200);
  await next('installed');
  const after = await stored();
  expect(after).toEqual({ installation: 1, installation_token: 1, installation_news: 0, oauth_state: 1 });
  const tokens = local.app('Poll').tokens().length;
  expectPage(await browser.open(back), 409, USED, 'used_state');
  expect(await stored()).toEqual(after);
  const code = new URL(back).searchParams.get('code') ?? '';
  const page = await browser.open(changed(await comeBack(), 'code', () => code));
  expectPage(page, 409, USED, 'code_already_used');
  expect(await stored()).toEqual({ ...after, oauth_state: 2 });
  expect(await remaining()).toEqual([]);
  expect(local.app('Poll').tokens()).toHaveLength(tokens);
});

test('a code that is too old installs nothing', async () => {
  const back = await comeBack();
  stage.local.clock.advance(11 * 60_000);
  expectPage(await browser.open(back), 400, NOT_INSTALLED, 'invalid_code');
  await expectNothing({ oauth_state: 1 });
});

test.each<[string, Fault, ...Shown]>([
  ['drops the connection', { disconnect: true }, 503, 'Slack does not answer', 'slack_away'],
  ['answers with an error of its server', { status: 503 }, 503, 'Slack does not answer', 'slack_away'],
  ['has a failure', { error: 'internal_error' }, 503, 'Slack does not answer', 'internal_error'],
  ['takes no more', { retryAfter: 7 }, 503, 'Slack is busy', 'ratelimited'],
  ['knows another secret', { error: 'bad_client_secret' }, 500, NOT_INSTALLED, 'bad_client_secret'],
  ['answers with a new error', { error: 'something_new' }, 502, NOT_INSTALLED, 'something_new'],
])('nothing is installed if Slack %s, and trying again works', async (_what, fault, ...shown) => {
  const back = await comeBack();
  stage.local.fail('oauth.v2.access', fault);
  const page = await browser.open(back);
  expectPage(page, ...shown);
  await expectNothing({ oauth_state: 1 });
  expect((await browser.open(await comeBack(true, retryLink(page)))).status).toBe(200);
  await stage.next('installed');
});

test('an installation that the database does not take is not announced, and trying again works', async () => {
  const { prisma } = stage.database;
  const rename = (from: string, to: string) =>
    prisma.$executeRawUnsafe(`alter table havoc_internal.${from} rename to ${to}`);
  const back = await comeBack();
  await rename('installation_token', 'away');
  const page = await browser.open(back);
  await rename('away', 'installation_token');
  expectPage(page, 503, NOT_INSTALLED, 'not_stored');
  expect(await stage.stored()).toEqual({ ...NOTHING, oauth_state: 1 });
  expect((await browser.open(await comeBack(true, retryLink(page)))).status).toBe(200);
  await stage.next('installed');
  expect(await stage.remaining()).toEqual([]);
});

describe('a link', () => {
  const signed = (context: unknown, { secret = SECRET, expires = '1h' } = {}) =>
    new SignJWT({ context })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(expires)
      .sign(new TextEncoder().encode(secret));
  const linkWith = (context: string) => `${INSTALL_URL}?${new URLSearchParams({ context })}`;

  test('may have a context that the app signed', async () => {
    await browser.open(await comeBack(true, linkWith(await signed({ tenant: 9 }))));
    expect(await stage.next('installed')).toMatchObject({ context: { tenant: 9 } });
  });

  test.each<[string, () => Promise<string>, ...Shown]>([
    ['that nobody signed', async () => 'tenant-42', 400, 'This link is not right', 'wrong_context'],
    [
      'that another app signed',
      () => signed({ tenant: 9 }, { secret: SECRET.toUpperCase() }),
      400,
      'This link is not right',
      'wrong_context',
    ],
    ['that is too large', () => signed('x'.repeat(2_001)), 400, 'This link is not right', 'wrong_context'],
    [
      'that has expired',
      () => signed({ tenant: 9 }, { expires: '1s ago' }),
      410,
      'This link is too old',
      'expired_context',
    ],
  ])('with a context %s starts nothing', async (_what, context, ...shown) => {
    const page = await browser.open(linkWith(await context()));
    expectPage(page, ...shown);
    await expectNothing();
  });

  test('with two contexts or an invalid team starts nothing', async () => {
    const context = await signed({ tenant: 9 });
    for (const link of [`${linkWith(context)}&context=${context}`, `${INSTALL_URL}?team=acme`])
      expectPage(await browser.open(link), 400, 'This link is not complete', 'bad_request');
    await expectNothing();
  });

  test('goes to Slack with the workspace it names, and with a cookie that is safe', async () => {
    const { team } = stage.local.workspace('acme');
    const { url } = await stage.app.installations.link({ team: team.id });
    const page = await browser.open(url);
    expect(page).toMatchObject({ status: 302, html: '' });
    expect(new URL(page.location).searchParams.get('team')).toBe(team.id);
    expect(page.setCookie).toMatch(
      /^__Host-havoc_oauth_[\w-]{8}=[\w-]{22}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
    );
    await expectNothing();
  });
});
