import { plain, setUpPage, write } from './page-stage.js';
import { call } from './small-app.js';

const stage = setUpPage();

describe('a modal', () => {
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

  /** Ana opens the first modal and fills in its first input. */
  async function openFirst(what: string) {
    const ana = await stage.openAs('ana');
    await write(ana, '/poll');
    const first = ana.getByRole('dialog', { name: 'First' });
    await first.getByRole('textbox', { name: 'What' }).fill(what);
    return { ana, first, save: () => first.getByRole('button', { name: 'Save' }).click() };
  }

  beforeEach(() => {
    stage.app.answer = async ({ kind, body }) => {
      if (kind === '/poll')
        await call(stage.slack, 'views.open', { trigger_id: body.trigger_id, view: modal('First') });
      return undefined;
    };
  });

  test('keeps all values when it shows an error, and closes when the app accepts them', async () => {
    const { first, save } = await openFirst('x');
    await first.getByRole('textbox', { name: 'Why (optional)' }).fill('because');
    stage.app.answer = () => ({ response_action: 'errors', errors: { what: 'Too short' } });
    await save();
    await first.getByRole('alert').getByText('Too short').waitFor();
    const faulty = first.getByRole('textbox', { name: 'What' });
    expect(await faulty.getAttribute('aria-invalid')).toBe('true');
    expect(await first.getByRole('textbox', { name: 'Why (optional)' }).inputValue()).toBe('because');
    stage.app.answer = () => undefined;
    await faulty.fill('long enough');
    await save();
    await first.waitFor({ state: 'detached' });
  });

  test('can open on top of another modal, and Escape closes the topmost one', async () => {
    const { ana, first, save } = await openFirst('kept');
    stage.app.answer = ({ kind }) =>
      kind === 'view_submission' ? { response_action: 'push', view: modal('Second') } : undefined;
    await save();
    await ana.getByRole('dialog', { name: 'Second' }).waitFor();
    await ana.keyboard.press('Escape');
    await first.waitFor();
    expect(await first.getByRole('textbox', { name: 'What' }).inputValue()).toBe('kept');
    await ana.keyboard.press('Escape');
    await first.waitFor({ state: 'detached' });
  });

  test('shows an error when the app fails', async () => {
    const { first, save } = await openFirst('x');
    stage.app.answer = () => 500;
    await save();
    await first.getByRole('alert').getByText('We had some trouble connecting').waitFor();
  });
});
