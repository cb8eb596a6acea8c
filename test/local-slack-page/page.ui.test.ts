import { messageOf, plain, setUpPage, write } from './page-stage.js';
import { call } from './small-app.js';

const stage = setUpPage();

test('the page shows the App Home that the app published', async () => {
  stage.app.answer = async ({ kind, body }) => {
    const event = body.event as { user: string } | undefined;
    const view = { type: 'home', blocks: [{ type: 'header', text: plain('Your polls') }] };
    if (kind === 'app_home_opened') await call(stage.slack, 'views.publish', { user_id: event?.user, view });
    return undefined;
  };
  const ana = await stage.openAs('ana');
  await ana.getByRole('link', { name: 'Poll' }).click();
  await ana.getByRole('tab', { name: 'Home' }).click();
  await ana.getByRole('heading', { name: 'Your polls' }).waitFor();
});

test('the page reconnects when the local Slack is back', async () => {
  const ana = await stage.openAs('ana');
  await stage.slack.close();
  await ana.getByText('Reconnecting…').waitFor();
  await stage.startSlackAgain();
  await ana.getByText('Live', { exact: true }).waitFor();
  await write(ana, 'Back again');
  await messageOf(ana, 'Back again').waitFor();
});

test('the page shows the newest messages of a channel, and older ones when the person scrolls up', async () => {
  for (let count = 1; count <= 120; count++) await stage.slack.as('ben').post('random', `Number ${count}.`);
  const ana = await stage.openAs('ana', 'random');
  await messageOf(ana, 'Number 120.').waitFor();
  expect(await messageOf(ana, 'Number 70.').count()).toBe(0);
  const list = ana.getByRole('log', { name: 'Messages in random' });
  await list.press('Home');
  await messageOf(ana, 'Number 70.').waitFor({ state: 'attached' });
  // What was on top is still in sight, because the list has moved along.
  expect(await list.evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(400);
  await list.press('Home');
  await messageOf(ana, 'Number 1.').waitFor({ state: 'attached' });
});
