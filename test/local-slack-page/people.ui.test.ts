import { messageOf, setUpPage, write } from './page-stage.js';

const stage = setUpPage();

describe('the page', () => {
  test('shows each person, in their own window, the messages of others and the number of unread ones', async () => {
    const [ana, ben] = [await stage.openAs('ana'), await stage.openAs('ben', 'random')];
    await write(ana, 'Are you there, @Ben Okafor? <img src=x> & *so on*');
    await ben.getByRole('link', { name: 'general, 1 unread' }).click();
    const seen = messageOf(ben, 'Are you there');
    await seen.waitFor();
    expect(await seen.innerText()).toContain('Are you there, @Ben Okafor? <img src=x> & so on');
    await ben.getByText('New', { exact: true }).waitFor();
    expect(stage.slack.messages('general').at(-1)?.text).toContain(`<@${stage.slack.user('ben').id}>`);
  });

  test('shows threads and the number of their replies', async () => {
    const parent = await stage.slack.as('ben').post('general', 'Where to?');
    const ana = await stage.openAs('ana');
    await messageOf(ana, 'Where to?').hover();
    await messageOf(ana, 'Where to?').getByRole('button', { name: 'Reply in thread' }).click();
    await write(ana, 'To the park', 'Reply');
    await ana.getByRole('log', { name: 'Messages in thread' }).getByText('To the park').waitFor();
    await stage.slack.as('ben').reply(parent, 'Fine');
    await messageOf(ana, 'Where to?').getByRole('button', { name: '2 replies' }).waitFor();
    await ana.getByRole('button', { name: 'Close thread' }).click();
    expect(await ana.getByRole('log', { name: 'Messages in general' }).getByText('To the park').count()).toBe(
      0,
    );
  });

  test('adds and removes reactions', async () => {
    const message = await stage.slack.as('ben').post('general', 'Done!');
    await stage.slack.as('ben').react(message, 'tada');
    const ana = await stage.openAs('ana');
    const reaction = messageOf(ana, 'Done!').getByRole('button', { name: 'tada, 1 reaction' });
    await reaction.click();
    await messageOf(ana, 'Done!').getByRole('button', { name: 'tada, 2 reactions', pressed: true }).click();
    await reaction.waitFor();
    await messageOf(ana, 'Done!').hover();
    await messageOf(ana, 'Done!').getByRole('button', { name: 'React with eyes' }).click();
    await messageOf(ana, 'Done!').getByRole('button', { name: 'eyes, 1 reaction' }).waitFor();
  });

  test('lets people edit and delete their own messages', async () => {
    const ana = await stage.openAs('ana');
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

  test('completes names and emoji by keyboard', async () => {
    const ana = await stage.openAs('ana');
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

  test('lets people join a channel before they write in it', async () => {
    const dmitri = await stage.openAs('dmitri', 'engineering');
    await dmitri.getByRole('button', { name: 'Join Channel' }).click();
    await write(dmitri, 'Hello all', 'Message #engineering');
    await messageOf(dmitri, 'Hello all').waitFor();
  });

  test('can switch to another person in the same window', async () => {
    const window = await stage.openAs('ana');
    await window.getByRole('button', { name: 'Act as Ben Okafor' }).click();
    await window.getByRole('button', { name: 'Acting as Ben Okafor' }).waitFor();
    await write(window, 'It is me');
    await window
      .getByRole('article', { name: /^Ben Okafor/ })
      .filter({ hasText: 'It is me' })
      .waitFor();
  });
});
