import type { Browser, Page } from 'playwright-core';
import { findFreePorts } from '../../src/dev/free-ports.js';
import { type InstallStage, signOldState, startInstallStage } from '../e2e/install-stage.js';
import { openBrowser } from '../local-slack-page/browser.js';

let browser: Browser;
let stage: InstallStage;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  const [port] = await findFreePorts(1);
  const redirectUrl = `http://127.0.0.1:${port}/slack/oauth_redirect`;
  stage = await startInstallStage({
    app: { redirect_urls: [redirectUrl] },
    environment: { HAVOC_HTTP_PORT: String(port), HAVOC_OAUTH_REDIRECT_URLS: redirectUrl },
  });
  await stage.app.start();
  page = await newPage();
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await stage.stop();
});

/** Opens a window that shares no cookie with the others. */
async function newPage(): Promise<Page> {
  const opened = await (await browser.newContext({ locale: 'en-US' })).newPage();
  opened.setDefaultTimeout(15_000);
  return opened;
}

/** Clicks "Add to Slack" on a page of the app, as a customer with this number. */
async function addToSlack(tenant: number): Promise<void> {
  const { url } = await stage.app.installations.link({ context: { tenant } });
  await page.setContent(`<a href="${url}">Add to Slack</a>`);
  await page.getByRole('link', { name: 'Add to Slack' }).click();
  await page.getByRole('heading', { name: 'Poll is requesting permission to access Slack' }).waitFor();
}

/** Allows the app as Zoe of Acme, on the consent page. */
async function allow(): Promise<void> {
  await page.getByRole('radio', { name: 'Acme' }).check();
  await page.getByLabel('Install as').locator('visible=true').selectOption('Zoe Quinn');
  await page.getByRole('button', { name: 'Allow' }).click();
}

/** Waits for a page of havoc's, and checks the status of the answer that it came with. */
async function expectPage(act: () => Promise<unknown>, status: number, title: string): Promise<void> {
  const answered = page.waitForResponse((response) => response.url().includes('/slack/oauth_redirect'));
  await act();
  expect((await answered).status()).toBe(status);
  await page.getByRole('heading', { name: title }).waitFor();
}

test('a person adds the app to a workspace, and its bot posts there', async () => {
  const { app, local, next } = stage;
  await addToSlack(42);
  await expectPage(allow, 200, 'The app is installed');
  await page.getByText('You can use it in Acme now.').waitFor();
  expect(await page.title()).toBe('The app is installed');

  const { team, user, as, channel } = local.workspace('acme');
  const { id: zoe } = user('zoe');
  const { team_id = '', ...installed } = await next('installed');
  expect({ team_id, ...installed }).toMatchObject({
    team_id: team.id,
    user_id: zoe,
    context: { tenant: 42 },
  });
  await as('zoe').invite('general', 'Poll');
  const general = channel('general').id;
  await page.getByRole('link', { name: 'Open Slack' }).click();
  await page.getByRole('button', { name: 'Acting as Zoe Quinn' }).waitFor();
  await page.goto(`${local.url}/#/${team.id}/${zoe}/${general}`);
  await page.getByRole('log', { name: 'Messages in general' }).waitFor();
  await app.forTeam(team_id).slack.chat.postMessage({ channel: general, text: 'Hello Acme!' });
  await page.getByRole('article', { name: /^Poll/ }).getByText('Hello Acme!').waitFor();
});

test('a person who cancels gets a page, from which the installation starts again', async () => {
  await addToSlack(7);
  await expectPage(
    () => page.getByRole('button', { name: 'Cancel' }).click(),
    403,
    'You did not allow the app',
  );
  expect(await stage.stored()).toMatchObject({ installation: 0, oauth_state: 0 });
  await page.getByRole('link', { name: 'Try again' }).click();
  await expectPage(allow, 200, 'The app is installed');
  expect(await stage.next('installed')).toMatchObject({ context: { tenant: 7 } });
});

test('a page that is opened again says that it was used', async () => {
  await addToSlack(1);
  await expectPage(allow, 200, 'The app is installed');
  await expectPage(() => page.reload(), 409, 'This page was used already');
  expect(await stage.stored()).toMatchObject({ installation: 1, oauth_state: 1 });
});

test('an installation that takes too long says so', async () => {
  await addToSlack(1);
  const url = new URL(page.url());
  url.searchParams.set('state', await signOldState(stage));
  await page.goto(url.href);
  await expectPage(allow, 400, 'That took too long');
  expect(await stage.stored()).toMatchObject({ installation: 0, oauth_state: 0 });
});

test('a person whose browser did not start the installation cannot finish it', async () => {
  await addToSlack(1);
  const url = page.url();
  page = await newPage();
  await page.goto(url);
  await expectPage(allow, 403, 'The app was not installed');
  await page.getByText('other_browser').waitFor();
  expect(await stage.stored()).toMatchObject({ installation: 0, oauth_state: 0 });
});
