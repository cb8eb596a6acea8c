import type { Browser, Locator, Page } from 'playwright-core';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { openBrowser } from './browser.js';
import { call, type SmallApp, startSmallApp } from './small-app.js';

/** The page of a local Slack in a browser, and an app called Poll with the command /poll. */
export interface PageStage {
  /** A new one for each test. */
  readonly slack: LocalSlack;
  /** A new one for each test. The test sets its answers. */
  readonly app: SmallApp;
  /** Opens a new window as this person, in this channel (#general by default). */
  openAs(name: string, where?: string): Promise<Page>;
  /** Posts a message of the app in #general. */
  post(fields: Record<string, unknown>): Promise<unknown>;
  /** Starts another local Slack, without an app, on the port of the one that the test closed. */
  startSlackAgain(): Promise<void>;
}

/** Sets up a browser for the test file, and a new local Slack and app for each test. */
export function setUpPage(): PageStage {
  let browser: Browser;
  let slack: LocalSlack;
  let app: SmallApp;
  const named = { appName: 'Poll', commands: ['/poll'] };

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    app = await startSmallApp();
    slack = await startLocalSlack({ requestUrl: app.url, ...named });
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await slack.close();
    await app.close();
  });

  return {
    get slack() {
      return slack;
    },
    get app() {
      return app;
    },
    async openAs(name, where = 'general') {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const opened = await context.newPage();
      opened.setDefaultTimeout(10_000);
      await opened.goto(`${slack.url}/#/${slack.user(name).id}/${slack.channel(where).id}`);
      await opened.getByRole('log', { name: `Messages in ${where}` }).waitFor();
      return opened;
    },
    post: (fields) =>
      call(slack, 'chat.postMessage', { channel: slack.channel('general').id, text: 'a message', ...fields }),
    async startSlackAgain() {
      slack = await startLocalSlack({ port: Number(new URL(slack.url).port), ...named });
    },
  };
}

/** The messages with this text. */
export const messageOf = (on: Page, text: string): Locator =>
  on.getByRole('article').filter({ hasText: text });

/** Types into a box and presses Enter. */
export async function write(on: Page, text: string, box = 'Message #general'): Promise<void> {
  await on.getByRole('textbox', { name: box }).fill(text);
  await on.getByRole('textbox', { name: box }).press('Enter');
}

/** A text object of Block Kit. */
export const plain = (text: string) => ({ type: 'plain_text' as const, text });
