import type { Browser, Page } from 'playwright-core';
import { type LocalSlack, startLocalSlack, type WorldSeed } from '../../src/local-slack/index.js';
import { openBrowser } from './browser.js';

const seed: WorldSeed = {
  organisations: [{ name: 'Coast', domain: 'coast' }],
  workspaces: [
    {
      organisation: 'coast',
      team: { name: 'Harbour', domain: 'harbour' },
      people: [
        { name: 'ana', real_name: 'Ana Ferreira', is_admin: true },
        { name: 'ben', real_name: 'Ben Okafor' },
      ],
      channels: [{ name: 'general', with_bot: true }],
    },
    {
      organisation: 'coast',
      team: { name: 'Lagoon', domain: 'lagoon' },
      people: ['ana'],
      channels: [{ name: 'general' }],
    },
  ],
  apps: [
    { name: 'Poll', scopes: { bot: ['chat:write'], user: ['users:read'] }, installed_in: ['harbour'] },
    { name: 'Wide', installed_in: ['coast'] },
  ],
};

let browser: Browser;
let slack: LocalSlack;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  slack = await startLocalSlack({ seed });
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await slack.close();
});

/** Opens the list of apps as this person. */
async function openAs(name: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(`${slack.url}/#/${slack.user(name).id}`);
  await page.getByRole('link', { name: 'Manage apps' }).press('Enter');
  await page.getByRole('heading', { name: 'Apps', level: 1 }).waitFor();
  return page;
}

const card = (page: Page, name: string) => page.getByRole('article', { name });

test('the page lists the apps with their scopes and the kinds of their tokens, but no token', async () => {
  const page = await openAs('ben');
  const poll = card(page, 'Poll');
  await poll.getByText('chat:write').waitFor();
  expect(await poll.innerText()).toMatch(/Scopes for people\s+users:read\s+Tokens\s+bot/);
  expect(await page.content()).not.toContain(slack.app('Poll').botIn(slack.team.id).botToken);
  expect(await page.getByRole('button', { name: 'Uninstall' }).count()).toBe(0);
});

test('an admin uninstalls an app after a question, and it leaves every open page', async () => {
  const [ana, ben] = [await openAs('ana'), await openAs('ben')];
  await card(ben, 'Poll').waitFor();
  await card(ana, 'Poll').getByRole('button', { name: 'Uninstall' }).click();
  const dialog = ana.getByRole('dialog', { name: 'Uninstall Poll' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  await card(ana, 'Poll').getByRole('button', { name: 'Uninstall' }).press('Enter');
  await dialog.getByRole('button', { name: 'Uninstall' }).click();
  for (const page of [ana, ben]) {
    await card(page, 'Poll').waitFor({ state: 'detached' });
    await page
      .getByRole('region', { name: 'Apps', exact: true })
      .getByRole('link', { name: 'Poll' })
      .waitFor({ state: 'detached' });
  }
  await slack.idle();
  const told = slack.pushes({ app: slack.app('Poll').appId }).map(({ name }) => name);
  expect(told).toContain('app_uninstalled');
});

test('an admin of the organisation removes a workspace from an org-wide app, and adds it again', async () => {
  const page = await openAs('ana');
  const access = card(page, 'Wide').getByRole('checkbox', { name: 'Lagoon' });
  expect(await access.isChecked()).toBe(true);
  await access.click();
  await page
    .getByRole('dialog', { name: 'Remove Wide from Lagoon' })
    .getByRole('button', { name: 'Remove' })
    .click();
  await card(page, 'Wide').getByRole('checkbox', { name: 'Lagoon', checked: false }).waitFor();
  expect(() => slack.app('Wide').botIn(slack.workspace('lagoon').team.id)).toThrow();
  await access.click();
  await card(page, 'Wide').getByRole('checkbox', { name: 'Lagoon', checked: true }).waitFor();
  await slack.idle();
  const told = slack.pushes({ app: slack.app('Wide').appId }).map(({ name }) => name);
  expect(told.filter((name) => name.startsWith('team_'))).toEqual([
    'team_access_revoked',
    'team_access_granted',
  ]);
});

test('a person revokes the token that they gave an app, and the app is told whose it was', async () => {
  const { userToken = '' } = await slack.app('Poll').install({ team: 'harbour', person: 'ben' });
  const ben = await openAs('ben');
  await card(ben, 'Poll').getByText('user (Ben Okafor)').waitFor();
  expect(await ben.content()).not.toContain(userToken);
  await card(ben, 'Poll').getByRole('button', { name: 'Revoke my token' }).click();
  const dialog = ben.getByRole('dialog', { name: 'Revoke my token' });
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await card(ben, 'Poll').getByText('user (Ben Okafor)').waitFor({ state: 'detached' });
  await slack.idle();
  const [revoked] = slack.pushes({ name: 'tokens_revoked' });
  expect(revoked?.body.event).toMatchObject({ tokens: { oauth: [slack.user('ben').id], bot: [] } });
  await card(ben, 'Poll').waitFor();
});
