import type { Browser } from 'playwright-core';
import { type LocalSlack, type Seed, startLocalSlack } from '../../src/local-slack/index.js';
import { openBrowser } from './browser.js';

const seedOf = (name: string): Seed => ({
  team: { name, domain: name.toLowerCase() },
  people: [{ name: 'ana', real_name: 'Ana Ferreira' }],
  channels: [{ name: 'general', members: ['ana'] }],
});

let browser: Browser;
let slack: LocalSlack;

beforeAll(async () => {
  browser = await openBrowser();
  slack = await startLocalSlack({
    seed: {
      workspaces: [seedOf('Lighthouse'), seedOf('Harbour')],
      apps: [{ name: 'Poll' }, { name: 'Deploys' }],
    },
  });
});

afterAll(async () => {
  await browser?.close();
  await slack?.close();
});

test('the page switches between workspaces by keyboard, and lists all apps', async () => {
  const page = await browser.newPage();
  await page.goto(slack.url);
  const switcher = page.getByRole('navigation', { name: 'Workspaces' });
  await switcher.getByRole('link', { name: 'Harbour' }).press('Enter');
  const sidebar = page.getByRole('navigation', { name: 'Channels and direct messages' });
  await sidebar.getByText('Harbour', { exact: true }).waitFor();
  expect(await switcher.locator('[aria-current]').getAttribute('title')).toBe('Harbour');
  expect(new URL(page.url()).hash).toContain(slack.workspace('harbour').team.id);
  const apps = page.getByRole('region', { name: 'Apps' }).getByRole('link');
  expect(await apps.allInnerTexts()).toEqual(['Poll', 'Deploys', 'Manage apps']);
});
