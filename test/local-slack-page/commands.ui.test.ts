import { setUpPage, write } from './page-stage.js';

const stage = setUpPage();

describe('a command', () => {
  test('that is not declared is refused by Slackbot, in a message that only this person sees', async () => {
    const [ana, ben] = [await stage.openAs('ana'), await stage.openAs('ben')];
    await write(ana, '/nothing here');
    const notice = ana.getByRole('article', { name: /^Slackbot/ });
    await notice.getByText('Only visible to you').waitFor();
    expect(await notice.innerText()).toContain('/nothing');
    expect(await ben.getByRole('article', { name: /^Slackbot/ }).count()).toBe(0);
    await notice.getByRole('button', { name: 'Dismiss message' }).click();
    await notice.waitFor({ state: 'detached' });
  });

  test('that fails is reported by Slackbot', async () => {
    stage.app.answer = () => 500;
    const ana = await stage.openAs('ana');
    await write(ana, '/poll "Lunch?" pizza');
    await ana
      .getByRole('article', { name: /^Slackbot/ })
      .getByText('/poll failed')
      .waitFor();
  });

  test('contains the typed text, and its answer can be visible to this person only', async () => {
    stage.app.answer = ({ kind, body }) =>
      kind === '/poll' ? { text: `You said: ${body.text}` } : undefined;
    const ana = await stage.openAs('ana');
    await write(ana, '/poll "Lunch?" <pizza>');
    const answer = ana.getByRole('article', { name: /^Poll/ });
    await answer.getByText('You said: "Lunch?" <pizza>').waitFor();
    await answer.getByText('Only visible to you').waitFor();
  });
});
