import { plain, setUpPage } from './page-stage.js';

const stage = setUpPage();

describe('blocks', () => {
  const button = { type: 'button', action_id: 'go', text: plain('Go'), value: '1' };

  test('a button waits for the app, and shows a warning when the app fails', async () => {
    let open = (_status: number) => {};
    const gate = new Promise<number>((resolve) => {
      open = resolve;
    });
    stage.app.answer = ({ kind }) => (kind === 'block_actions' ? gate : undefined);
    await stage.post({ blocks: [{ type: 'actions', elements: [button] }] });
    const ana = await stage.openAs('ana');
    await ana.getByRole('button', { name: 'Go' }).click();
    await ana.locator('button[aria-busy=true]', { hasText: 'Go' }).waitFor();
    open(500);
    await ana.getByRole('img', { name: 'The app did not answer' }).waitFor();
    expect(await ana.getByRole('button', { name: 'Go' }).isEnabled()).toBe(true);
  });

  test('a button with a confirmation does nothing if the person declines', async () => {
    const confirm = {
      title: plain('Sure?'),
      text: plain('Really?'),
      confirm: plain('Yes'),
      deny: plain('No'),
    };
    await stage.post({ blocks: [{ type: 'actions', elements: [{ ...button, confirm }] }] });
    const ana = await stage.openAs('ana');
    await ana.getByRole('button', { name: 'Go' }).click();
    await ana.getByRole('dialog', { name: 'Sure?' }).getByRole('button', { name: 'No' }).click();
    await ana.getByRole('button', { name: 'Go' }).click();
    await ana.getByRole('dialog', { name: 'Sure?' }).getByRole('button', { name: 'Yes' }).click();
    await stage.slack.waitForPush({ name: 'block_actions' });
    expect(stage.slack.pushes({ name: 'block_actions' })).toHaveLength(1);
  });

  test('a select sends the chosen option to the app', async () => {
    const options = ['Pizza', 'Sushi'].map((name) => ({ text: plain(name), value: name }));
    const select = { type: 'static_select', action_id: 'choose', placeholder: plain('Choose food'), options };
    const chosen: unknown[] = [];
    stage.app.answer = ({ kind, body }) => {
      if (kind === 'block_actions') chosen.push(body.actions);
      return undefined;
    };
    await stage.post({ blocks: [{ type: 'section', text: plain('Food'), accessory: select }] });
    const ana = await stage.openAs('ana');
    await ana.getByRole('combobox', { name: 'Choose food' }).click();
    await ana.getByRole('option', { name: 'Sushi' }).click();
    await stage.slack.waitForPush({ name: 'block_actions', outcome: 'delivered' });
    expect(chosen).toMatchObject([[{ action_id: 'choose', selected_option: { value: 'Sushi' } }]]);
  });

  test('a placeholder names a block that the page cannot draw', async () => {
    await stage.post({
      blocks: [{ type: 'video', alt_text: 'v', title: plain('v'), thumbnail_url: 'x', video_url: 'x' }],
    });
    const ana = await stage.openAs('ana');
    await ana.getByRole('note').getByText('video').waitFor();
  });
});
