import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../local-slack-page/browser.js';
import { plain, write } from '../local-slack-page/page-stage.js';
import { type Stack, startStack } from '../support/stack.js';

let browser: Browser;
let stack: Stack;
let page: Page;
/** Makes the app reply to the submission. */
let reply: () => void;

const WAIT = 'A moment, please.';
const input = (block_id: string) => ({
  type: 'input' as const,
  block_id,
  label: plain(block_id),
  element: { type: 'plain_text_input' as const, action_id: 'value' },
});

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(() => browser?.close());

afterEach(async () => {
  reply();
  await page.close();
  await stack.stop();
});

/** Ana fills in and submits a form, and the app does not reply in time. */
async function submitSlowly(fallback: string): Promise<void> {
  stack = await startStack({
    environment: {
      HAVOC_FALLBACK_VIEW: fallback,
      HAVOC_FALLBACK_VIEW_TEXT: WAIT,
      HAVOC_REPLY_BUDGET_MS: '300',
    },
  });
  const replied = new Promise<void>((resolve) => {
    reply = resolve;
  });
  const app = stack.createApp();
  app.command('/form', async ({ command, slack }) => {
    const view = {
      type: 'modal' as const,
      callback_id: 'form',
      title: plain('Form'),
      submit: plain('Hand in'),
    };
    const blocks = [input('Question'), input('Options')];
    await slack.views.open({ trigger_id: command.trigger_id, view: { ...view, blocks } });
  });
  app.view('form', async (args) => {
    await replied;
    await args.reply({ response_action: 'errors', errors: { Options: 'Too few' } });
  });
  await app.start();
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(15_000);
  await page.goto(stack.local.url);
  await write(page, '/form');
  await page.getByRole('textbox', { name: 'Question' }).fill('Lunch?');
  await page.getByRole('textbox', { name: 'Options' }).fill('pizza');
  await page.getByRole('button', { name: 'Hand in' }).click();
  await page.getByText(WAIT).waitFor();
}

const typedIn = (name: string) => page.getByRole('textbox', { name }).inputValue();

test('a form that stays open asks the person to wait, then shows the late error, and keeps newly typed text', async () => {
  await submitSlowly('error');
  await page.getByRole('textbox', { name: 'Options' }).fill('pizza and');
  reply();
  await page.getByText('⚠️ Too few').waitFor();
  expect(await page.getByText(WAIT).count()).toBe(0);
  expect([await typedIn('Question'), await typedIn('Options')]).toEqual(['Lunch?', 'pizza and']);
});

test('a form that was replaced by a waiting view comes back with the late error and the typed values', async () => {
  await submitSlowly('update');
  expect(await page.getByRole('button', { name: 'Hand in' }).count()).toBe(0);
  reply();
  await page.getByText('⚠️ Too few').waitFor();
  expect([await typedIn('Question'), await typedIn('Options')]).toEqual(['Lunch?', 'pizza']);
});
