import { blocksOf, startPollStage, voteFor } from '../support/poll-stage.js';
import type { Stack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startPollStage({ environment: { HAVOC_UNHANDLED_AFTER_MS: '0' } });
});
afterAll(() => stack?.stop());

const ask = async (text: string) => {
  const { local } = stack;
  await local.as('ana').command('/poll', text, '#general');
  return local.waitForMessage(
    (message) => message.bot_id === local.botId && message.text.includes(text.split('"')[1] ?? text),
  );
};

test('the app answers a mention with the name of the person', async () => {
  const { local } = stack;
  await local.as('ben').post('#general', `<@${local.botUserId}> hello`);
  const answer = await local.waitForMessage(({ text }) => text.startsWith('Hello Ben Okafor!'));
  expect(answer.bot_id).toBe(local.botId);
});

test('a command posts a poll, buttons vote, and the message shows who voted', async () => {
  const { local } = stack;
  const poll = await ask('"Lunch?" pizza sushi');
  await local.as('ben').click(poll, voteFor('pizza', poll));
  await local.waitForMessage((message) => message.ts === poll.ts && blocksOf(message).includes('Ben Okafor'));
  await local.as('chika').click(poll, voteFor('pizza', poll));
  const voted = await local.waitForMessage(
    (message) => message.ts === poll.ts && blocksOf(message).includes('Chika Tanaka'),
  );
  expect(blocksOf(voted)).toContain('`2`');
});

test('the form shows an error, and then edits the poll', async () => {
  const { local } = stack;
  const poll = await ask('"Dinner?" ramen tacos');
  await local.as('ana').click(poll, { text: 'Edit' });
  const form = await local.waitForView('ana');
  const wrong = await local.as('ana').submit(form, { options: 'ramen' });
  expect(JSON.stringify(wrong)).toMatch(/errors/);
  await local.as('ana').submit(local.as('ana').view(), { options: 'ramen\ntacos\ncurry' });
  await local.waitForNoView('ana');
  await local.waitForMessage((message) => message.ts === poll.ts && blocksOf(message).includes('curry'));
});

test('closing a poll removes its buttons', async () => {
  const { local } = stack;
  const poll = await ask('"Coffee?" now later');
  await local.as('ana').click(poll, { text: 'Close' });
  const closed = await local.waitForMessage(
    (message) => message.ts === poll.ts && blocksOf(message).includes(':lock:'),
  );
  expect(blocksOf(closed)).not.toContain('button');
});

test('every envelope was settled', async () => {
  await until(async () => (await stack.outcomes()).every((outcome) => outcome !== null));
  expect(new Set(await stack.outcomes())).toEqual(new Set(['settled']));
});
