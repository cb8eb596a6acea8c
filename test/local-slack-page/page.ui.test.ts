import type { Browser, Page } from 'playwright-core';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { buildPage, openBrowser } from './browser.js';
import { call, type SmallApp, startSmallApp } from './small-app.js';

let browser: Browser;
let page: { folder: string; remove(): Promise<void> };
let app: SmallApp;
let slack: LocalSlack;

beforeAll(async () => {
  [browser, page] = await Promise.all([openBrowser(), buildPage()]);
});

afterAll(async () => {
  await Promise.all([browser?.close(), page?.remove()]);
});

beforeEach(async () => {
  app = await startSmallApp();
  slack = await startLocalSlack({
    requestUrl: app.url,
    appName: 'Poll',
    pageFolder: page.folder,
    commands: ['/poll'],
  });
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await slack.close();
  await app.close();
});

/** A window of its own, where this person looks at #general. */
async function openAs(name: string, where = 'general'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const opened = await context.newPage();
  opened.setDefaultTimeout(10_000);
  await opened.goto(`${slack.url}/#/${slack.user(name).id}/${slack.channel(where).id}`);
  await opened.getByRole('log', { name: `Messages in ${where}` }).waitFor();
  return opened;
}

const messageOf = (on: Page, text: string) => on.getByRole('article').filter({ hasText: text });

async function write(on: Page, text: string, box = 'Message #general') {
  await on.getByRole('textbox', { name: box }).fill(text);
  await on.getByRole('textbox', { name: box }).press('Enter');
}

const plain = (text: string) => ({ type: 'plain_text', text });
const post = (fields: Record<string, unknown>) =>
  call(slack, 'chat.postMessage', { channel: slack.channel('general').id, text: 'a message', ...fields });

describe('people', () => {
  test('see in their own windows what others write, and what waits for them', async () => {
    const [ana, ben] = [await openAs('ana'), await openAs('ben', 'random')];
    await write(ana, 'Are you there, @Ben Okafor? <img src=x> & *so on*');
    await ben.getByRole('link', { name: 'general, 1 unread' }).click();
    const seen = messageOf(ben, 'Are you there');
    await seen.waitFor();
    expect(await seen.innerText()).toContain('Are you there, @Ben Okafor? <img src=x> & so on');
    await ben.getByText('New', { exact: true }).waitFor();
    expect(slack.messages('general').at(-1)?.text).toContain(`<@${slack.user('ben').id}>`);
  });

  test('answer in threads, and see the count', async () => {
    const parent = await slack.as('ben').post('general', 'Where to?');
    const ana = await openAs('ana');
    await messageOf(ana, 'Where to?').hover();
    await messageOf(ana, 'Where to?').getByRole('button', { name: 'Reply in thread' }).click();
    await write(ana, 'To the park', 'Reply');
    await ana.getByRole('log', { name: 'Messages in thread' }).getByText('To the park').waitFor();
    await slack.as('ben').reply(parent, 'Fine');
    await messageOf(ana, 'Where to?').getByRole('button', { name: '2 replies' }).waitFor();
    await ana.getByRole('button', { name: 'Close thread' }).click();
    expect(await ana.getByRole('log', { name: 'Messages in general' }).getByText('To the park').count()).toBe(
      0,
    );
  });

  test('react, and take it back', async () => {
    const message = await slack.as('ben').post('general', 'Done!');
    await slack.as('ben').react(message, 'tada');
    const ana = await openAs('ana');
    const reaction = messageOf(ana, 'Done!').getByRole('button', { name: 'tada, 1 reaction' });
    await reaction.click();
    await messageOf(ana, 'Done!').getByRole('button', { name: 'tada, 2 reactions', pressed: true }).click();
    await reaction.waitFor();
    await messageOf(ana, 'Done!').hover();
    await messageOf(ana, 'Done!').getByRole('button', { name: 'React with eyes' }).click();
    await messageOf(ana, 'Done!').getByRole('button', { name: 'eyes, 1 reaction' }).waitFor();
  });

  test('edit and delete what they wrote', async () => {
    const ana = await openAs('ana');
    await write(ana, 'Hello @Poll, again');
    await messageOf(ana, 'Hello').hover();
    await messageOf(ana, 'Hello').getByRole('button', { name: 'More actions' }).click();
    await ana.getByRole('menuitem', { name: 'Edit message' }).click();
    expect(await ana.getByRole('textbox', { name: 'Edit message' }).inputValue()).toBe('Hello @Poll, again');
    await write(ana, 'Goodbye', 'Edit message');
    await messageOf(ana, 'Goodbye').getByText('(edited)').waitFor();
    await messageOf(ana, 'Goodbye').hover();
    await messageOf(ana, 'Goodbye').getByRole('button', { name: 'More actions' }).click();
    await ana.getByRole('menuitem', { name: 'Delete message' }).click();
    await ana.getByRole('dialog', { name: 'Delete message' }).getByRole('button', { name: 'Delete' }).click();
    await messageOf(ana, 'Goodbye').waitFor({ state: 'detached' });
  });

  test('complete names by keyboard', async () => {
    const ana = await openAs('ana');
    const box = ana.getByRole('textbox', { name: 'Message #general' });
    await box.pressSequentially('hi @chi');
    await ana.getByRole('option', { name: 'Chika Tanaka' }).waitFor();
    await box.press('Enter');
    await box.pressSequentially('and :tad');
    await box.press('Tab');
    expect(await box.inputValue()).toBe('hi @Chika Tanaka and :tada: ');
    await box.press('Enter');
    await messageOf(ana, 'hi @Chika Tanaka and').getByRole('img', { name: 'tada emoji' }).waitFor();
  });

  test('join a channel before they write there', async () => {
    const dmitri = await openAs('dmitri', 'engineering');
    await dmitri.getByRole('button', { name: 'Join Channel' }).click();
    await write(dmitri, 'Hello all', 'Message #engineering');
    await messageOf(dmitri, 'Hello all').waitFor();
  });

  test('take another role in the same window', async () => {
    const window = await openAs('ana');
    await window.getByRole('button', { name: 'Act as Ben Okafor' }).click();
    await window.getByRole('button', { name: 'Acting as Ben Okafor' }).waitFor();
    await write(window, 'It is me');
    await window
      .getByRole('article', { name: /^Ben Okafor/ })
      .filter({ hasText: 'It is me' })
      .waitFor();
  });
});

describe('commands', () => {
  test('that there are not are Slackbot’s to refuse, for this person alone', async () => {
    const [ana, ben] = [await openAs('ana'), await openAs('ben')];
    await write(ana, '/nothing here');
    const notice = ana.getByRole('article', { name: /^Slackbot/ });
    await notice.getByText('Only visible to you').waitFor();
    expect(await notice.innerText()).toContain('/nothing');
    expect(await ben.getByRole('article', { name: /^Slackbot/ }).count()).toBe(0);
    await notice.getByRole('button', { name: 'Dismiss message' }).click();
    await notice.waitFor({ state: 'detached' });
  });

  test('that fail are told too', async () => {
    app.answer = () => 500;
    const ana = await openAs('ana');
    await write(ana, '/poll "Lunch?" pizza');
    await ana
      .getByRole('article', { name: /^Slackbot/ })
      .getByText('/poll failed')
      .waitFor();
  });

  test('get what was typed, and may answer this person alone', async () => {
    app.answer = ({ kind, body }) => (kind === '/poll' ? { text: `You said: ${body.text}` } : undefined);
    const ana = await openAs('ana');
    await write(ana, '/poll "Lunch?" <pizza>');
    const answer = ana.getByRole('article', { name: /^Poll/ });
    await answer.getByText('You said: "Lunch?" <pizza>').waitFor();
    await answer.getByText('Only visible to you').waitFor();
  });
});

describe('blocks', () => {
  const button = { type: 'button', action_id: 'go', text: plain('Go'), value: '1' };

  test('a button waits for the app, and warns when it fails', async () => {
    let open = (_status: number) => {};
    const gate = new Promise<number>((resolve) => {
      open = resolve;
    });
    app.answer = ({ kind }) => (kind === 'block_actions' ? gate : undefined);
    await post({ blocks: [{ type: 'actions', elements: [button] }] });
    const ana = await openAs('ana');
    await ana.getByRole('button', { name: 'Go' }).click();
    await ana.locator('button[aria-busy=true]', { hasText: 'Go' }).waitFor();
    open(500);
    await ana.getByRole('img', { name: 'The app did not answer' }).waitFor();
    expect(await ana.getByRole('button', { name: 'Go' }).isEnabled()).toBe(true);
  });

  test('a button that asks first does nothing when one says no', async () => {
    const confirm = {
      title: plain('Sure?'),
      text: plain('Really?'),
      confirm: plain('Yes'),
      deny: plain('No'),
    };
    await post({ blocks: [{ type: 'actions', elements: [{ ...button, confirm }] }] });
    const ana = await openAs('ana');
    await ana.getByRole('button', { name: 'Go' }).click();
    await ana.getByRole('dialog', { name: 'Sure?' }).getByRole('button', { name: 'No' }).click();
    await ana.getByRole('button', { name: 'Go' }).click();
    await ana.getByRole('dialog', { name: 'Sure?' }).getByRole('button', { name: 'Yes' }).click();
    await slack.waitForPush({ name: 'block_actions' });
    expect(slack.pushes({ name: 'block_actions' })).toHaveLength(1);
  });

  test('a select tells what was chosen', async () => {
    const options = ['Pizza', 'Sushi'].map((name) => ({ text: plain(name), value: name }));
    const select = { type: 'static_select', action_id: 'choose', placeholder: plain('Choose food'), options };
    const chosen: unknown[] = [];
    app.answer = ({ kind, body }) => {
      if (kind === 'block_actions') chosen.push(body.actions);
      return undefined;
    };
    await post({ blocks: [{ type: 'section', text: plain('Food'), accessory: select }] });
    const ana = await openAs('ana');
    await ana.getByRole('combobox', { name: 'Choose food' }).click();
    await ana.getByRole('option', { name: 'Sushi' }).click();
    await slack.waitForPush({ name: 'block_actions' });
    expect(chosen).toMatchObject([[{ action_id: 'choose', selected_option: { value: 'Sushi' } }]]);
  });

  test('what the page cannot draw is named', async () => {
    await post({
      blocks: [{ type: 'video', alt_text: 'v', title: plain('v'), thumbnail_url: 'x', video_url: 'x' }],
    });
    const ana = await openAs('ana');
    await ana.getByRole('note').getByText('video').waitFor();
  });
});

describe('modals', () => {
  const input = (block_id: string, label: string) => ({
    type: 'input',
    block_id,
    label: plain(label),
    element: { type: 'plain_text_input', action_id: 'value' },
  });
  const modal = (title: string) => ({
    type: 'modal',
    callback_id: title,
    title: plain(title),
    submit: plain('Save'),
    close: plain('Cancel'),
    blocks: [input('what', 'What'), { ...input('why', 'Why'), optional: true }],
  });

  beforeEach(() => {
    app.answer = async ({ kind, body }) => {
      if (kind === '/poll')
        await call(slack, 'views.open', { trigger_id: body.trigger_id, view: modal('First') });
      return undefined;
    };
  });

  test('keep the focus, show what is wrong, and close when it is right', async () => {
    const ana = await openAs('ana');
    await write(ana, '/poll');
    const first = ana.getByRole('dialog', { name: 'First' });
    await first.getByRole('textbox', { name: 'What' }).fill('x');
    await first.getByRole('textbox', { name: 'Why (optional)' }).fill('because');
    app.answer = () => ({ response_action: 'errors', errors: { what: 'Too short' } });
    await first.getByRole('button', { name: 'Save' }).click();
    await first.getByRole('alert').getByText('Too short').waitFor();
    const faulty = first.getByRole('textbox', { name: 'What' });
    expect(await faulty.getAttribute('aria-invalid')).toBe('true');
    expect(await first.getByRole('textbox', { name: 'Why (optional)' }).inputValue()).toBe('because');
    app.answer = () => undefined;
    await faulty.fill('long enough');
    await first.getByRole('button', { name: 'Save' }).click();
    await first.waitFor({ state: 'detached' });
  });

  test('lie on one another, and Escape takes the top one away', async () => {
    const ana = await openAs('ana');
    await write(ana, '/poll');
    const first = ana.getByRole('dialog', { name: 'First' });
    await first.getByRole('textbox', { name: 'What' }).fill('kept');
    app.answer = ({ kind }) =>
      kind === 'view_submission' ? { response_action: 'push', view: modal('Second') } : undefined;
    await first.getByRole('button', { name: 'Save' }).click();
    await ana.getByRole('dialog', { name: 'Second' }).waitFor();
    await ana.keyboard.press('Escape');
    await first.waitFor();
    expect(await first.getByRole('textbox', { name: 'What' }).inputValue()).toBe('kept');
    await ana.keyboard.press('Escape');
    await first.waitFor({ state: 'detached' });
  });

  test('say so when the app does not answer', async () => {
    const ana = await openAs('ana');
    await write(ana, '/poll');
    const first = ana.getByRole('dialog', { name: 'First' });
    await first.getByRole('textbox', { name: 'What' }).fill('x');
    app.answer = () => 500;
    await first.getByRole('button', { name: 'Save' }).click();
    await first.getByRole('alert').getByText('We had some trouble connecting').waitFor();
  });
});

test('the app’s home is shown as it was published', async () => {
  app.answer = async ({ kind, body }) => {
    const event = body.event as { user: string } | undefined;
    const view = { type: 'home', blocks: [{ type: 'header', text: plain('Your polls') }] };
    if (kind === 'app_home_opened') await call(slack, 'views.publish', { user_id: event?.user, view });
    return undefined;
  };
  const ana = await openAs('ana');
  await ana.getByRole('link', { name: 'Poll' }).click();
  await ana.getByRole('tab', { name: 'Home' }).click();
  await ana.getByRole('heading', { name: 'Your polls' }).waitFor();
});

test('the page comes back when the local Slack does', async () => {
  const ana = await openAs('ana');
  const { port } = new URL(slack.url);
  await slack.close();
  await ana.getByText('Reconnecting…').waitFor();
  slack = await startLocalSlack({ port: Number(port), appName: 'Poll', pageFolder: page.folder });
  await ana.getByText('Live', { exact: true }).waitFor();
  await write(ana, 'Back again');
  await messageOf(ana, 'Back again').waitFor();
});
