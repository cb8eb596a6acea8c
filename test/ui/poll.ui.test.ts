import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../local-slack-page/browser.js';
import { write } from '../local-slack-page/page-stage.js';
import { startPollStage } from '../support/poll-stage.js';
import type { Stack } from '../support/stack.js';

const SCREENSHOTS = fileURLToPath(new URL('../../examples/poll/screenshots', import.meta.url));

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
  stack = await startPollStage();
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** Takes a screenshot for the README if UPDATE_SCREENSHOTS is set, as in `UPDATE_SCREENSHOTS=1 npm run test:ui`. */
async function picture(page: Page, name: string): Promise<void> {
  if (!process.env.UPDATE_SCREENSHOTS) return;
  await mkdir(SCREENSHOTS, { recursive: true });
  // Moves the pointer away, so that no message shows its toolbar.
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, animations: 'disabled', caret: 'hide' });
}

async function openPage(): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  page.setDefaultTimeout(15_000);
  await page.goto(stack.local.url);
  await page.getByRole('log', { name: 'Messages in general' }).waitFor();
  return page;
}

async function become(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Act as ${name}` }).click();
  await page.getByRole('button', { name: `Acting as ${name}` }).waitFor();
}

const messageWith = (page: Page, heading: string) =>
  page.getByRole('article', { name: /^havoc/ }).filter({ has: page.getByRole('heading', { name: heading }) });

/** Positions of the options in the poll. Each has a button. */
const PIZZA = 0;
const SUSHI = 1;

test('people mention the app, start a poll, and vote in, edit and close the poll by clicking', async () => {
  const page = await openPage();

  await write(page, '@havoc hello');
  await page
    .getByRole('article', { name: /^havoc/ })
    .getByText('Hello Ana Ferreira!')
    .waitFor();

  await write(page, '/poll "Lunch?" pizza sushi');
  const lunch = messageWith(page, 'Lunch?');
  await lunch.getByText('0 votes').waitFor();

  await lunch.getByRole('button', { name: 'Vote' }).nth(PIZZA).click();
  await lunch.getByText('1 vote').waitFor();
  await become(page, 'Ben Okafor');
  await lunch.getByRole('button', { name: 'Vote' }).nth(SUSHI).click();
  await lunch.getByText('2 votes').waitFor();
  expect(await lunch.innerText()).toMatch(/pizza\s+1\s+Ana Ferreira\s[\s\S]*sushi\s+1\s+Ben Okafor\s/);
  await picture(page, 'vote');

  await become(page, 'Ana Ferreira');
  await lunch.getByRole('button', { name: 'Edit' }).click();
  const form = page.getByRole('dialog', { name: 'Edit poll' });
  const options = form.getByRole('textbox', { name: 'Options' });
  expect(await options.inputValue()).toBe('pizza\nsushi');
  await options.fill('pizza\nsushi\nsushi');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByRole('alert').getByText('The option “sushi” is there twice.').waitFor();
  expect(await options.getAttribute('aria-invalid')).toBe('true');
  await picture(page, 'edit');
  await form.getByRole('textbox', { name: 'Question' }).fill('Where is lunch?');
  await options.fill('pizza\nsushi\nramen');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.waitFor({ state: 'detached' });

  const edited = messageWith(page, 'Where is lunch?');
  await edited.getByText('ramen').waitFor();
  await edited.getByRole('button', { name: 'Vote' }).nth(SUSHI).click();
  await edited.getByText('Ben Okafor, Ana Ferreira').waitFor();

  await edited.getByRole('button', { name: 'Close' }).click();
  await edited.getByText('Closed with 2 votes').waitFor();
  expect(await edited.getByRole('button', { name: /^(Vote|Edit|Close)$/ }).count()).toBe(0);
  expect(await edited.getByRole('img', { name: 'trophy emoji' }).count()).toBe(1);
  await picture(page, 'closed');
});
