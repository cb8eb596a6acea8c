import type { Browser, Page } from 'playwright-core';
import { type LocalSlack, startLocalSlack, type WorldSeed } from '../../src/local-slack/index.js';
import { openBrowser } from './browser.js';
import { type Callback, startCallback } from './callback.js';

const SCOPES = ['chat:write', 'channels:history', 'incoming-webhook'];

const seedWith = (redirect: string): WorldSeed => ({
  organisations: [{ name: 'Coast', domain: 'coast' }],
  workspaces: [
    {
      team: { name: 'Acme', domain: 'acme' },
      people: [
        { name: 'ana', real_name: 'Ana Ferreira' },
        { name: 'ben', real_name: 'Ben Okafor' },
      ],
      channels: [{ name: 'general' }, { name: 'alerts' }],
    },
    {
      organisation: 'coast',
      team: { name: 'Harbour', domain: 'harbour' },
      people: [
        { name: 'chika', real_name: 'Chika Tanaka', is_admin: true },
        { name: 'dora', real_name: 'Dora <Lind>' },
      ],
      channels: [{ name: 'general' }],
    },
  ],
  apps: [
    {
      name: 'Poll & Co',
      client_id: 'poll',
      client_secret: 'secret',
      redirect_urls: [redirect],
      org_deploy: true,
      scopes: { bot: SCOPES, user: ['users:read'], bot_optional: ['channels:history'] },
      installed_in: [],
    },
  ],
});

let browser: Browser;
let slack: LocalSlack;
let callback: Callback;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  callback = await startCallback();
});
afterAll(async () => {
  await browser?.close();
  await callback?.close();
});
beforeEach(async () => {
  slack = await startLocalSlack({ seed: seedWith(callback.url) });
  page = await browser.newPage();
  page.setDefaultTimeout(10_000);
});
afterEach(async () => {
  await page.close();
  await slack.close();
});

async function open(query: Record<string, string> = {}): Promise<void> {
  const asked = { client_id: 'poll', scope: SCOPES.join(), user_scope: 'users:read', state: 's 1', ...query };
  await page.goto(`${slack.url}/oauth/v2/authorize?${new URLSearchParams(asked)}`);
}

const place = (name: string) => page.getByRole('radio', { name });
const allow = () => page.getByRole('button', { name: 'Allow' });

/** Waits until the browser is back at the app. @returns what the app was given */
async function comeBack(): Promise<Record<string, string>> {
  await page.waitForURL((url) => url.href.startsWith(callback.url));
  return Object.fromEntries(new URL(page.url()).searchParams);
}

/** Exchanges the code as the app does. */
async function exchange(code: string): Promise<Record<string, unknown>> {
  const body = new URLSearchParams({ code, client_id: 'poll', client_secret: 'secret' });
  const response = await fetch(`${slack.apiUrl}oauth.v2.access`, { method: 'POST', body });
  return (await response.json()) as Record<string, unknown>;
}

describe('the consent page', () => {
  test('says who asks for what, and lets the person choose the workspace, the person and the channel', async () => {
    await open();
    await page.getByRole('heading', { name: 'Poll & Co is requesting permission to access Slack' }).waitFor();
    await page
      .getByRole('region', { name: 'What its bot will be able to do' })
      .getByText('chat:write')
      .waitFor();
    await page
      .getByRole('region', { name: 'What Poll & Co will be able to do on your behalf' })
      .getByText('users:read')
      .waitFor();
    expect(await place('Acme').isChecked()).toBe(true);
    await page.getByLabel('Install as').locator('visible=true').selectOption('Ben Okafor');
    await page.getByLabel('Post to').locator('visible=true').selectOption('#alerts');
    await allow().click();
    const { code, state } = await comeBack();
    expect(state).toBe('s 1');
    expect(await exchange(code ?? '')).toMatchObject({
      ok: true,
      scope: SCOPES.join(),
      team: { name: 'Acme' },
      authed_user: { id: slack.user('ben').id, scope: 'users:read' },
      incoming_webhook: { channel: '#alerts' },
    });
  });

  test('grants an optional scope only if it is ticked', async () => {
    await open();
    await page.getByRole('checkbox', { name: 'channels:history' }).uncheck();
    await allow().click();
    const { code } = await comeBack();
    expect(await exchange(code ?? '')).toMatchObject({ ok: true, scope: 'chat:write,incoming-webhook' });
  });

  test('shows the people of the chosen workspace, and their names as text', async () => {
    await open();
    await place('Harbour').check();
    const people = page.getByLabel('Install as').locator('visible=true');
    expect(await people.locator('option').allInnerTexts()).toEqual(['Chika Tanaka', 'Dora <Lind>']);
  });

  test('installs in a whole organisation, as one of its admins', async () => {
    await open();
    await place('Coast').check();
    const people = page.getByLabel('Install as').locator('visible=true');
    expect(await people.locator('option').allInnerTexts()).toEqual(['Chika Tanaka']);
    await allow().click();
    const { code } = await comeBack();
    expect(await exchange(code ?? '')).toMatchObject({
      ok: true,
      team: null,
      enterprise: { name: 'Coast' },
      is_enterprise_install: true,
    });
  });

  test('sends the person back with access_denied after Cancel', async () => {
    await open();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await comeBack()).toEqual({ error: 'access_denied', state: 's 1' });
  });

  test('can be used by keyboard alone, and begins with the workspace that the app asks for', async () => {
    await open({ team: slack.workspace('harbour').team.id });
    await page.keyboard.press('Tab');
    expect(await place('Harbour').evaluate((radio) => radio === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const { code } = await comeBack();
    expect(await exchange(code ?? '')).toMatchObject({ team: { name: 'Acme' } });
  });

  test('is dark where the person prefers it', async () => {
    await open();
    const ground = () => page.locator('main').evaluate((main) => getComputedStyle(main).backgroundColor);
    expect(await ground()).toBe('rgb(255, 255, 255)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await ground()).toBe('rgb(26, 29, 33)');
  });
});

test.each([
  ['an unknown client id', { client_id: 'nobody' }, 'invalid_client_id'],
  ['a redirect to another place', { redirect_uri: 'https://evil.example/' }, 'bad_redirect_uri'],
  ['an unknown scope', { scope: 'everything' }, 'invalid_scope'],
])('%s gets a page with the error, and no redirect', async (_what, query, error) => {
  await open(query);
  await page.getByRole('heading', { name: 'Something went wrong when authorizing this app' }).waitFor();
  await page.getByText(error).waitFor();
  expect(page.url()).toContain(slack.url);
});
