import { buttons, input, modal, option } from './support/block-kit.js';
import { answering, type ClockedStage, startClockedStage } from './support/stage.js';

let stage: ClockedStage;
let local: ClockedStage['local'];

beforeEach(async () => {
  stage = await startClockedStage();
  local = stage.local;
});
afterEach(() => stage.close());

async function trigger(): Promise<string> {
  await local.as('ana').shortcut('go');
  return String(stage.app.received.at(-1)?.body.trigger_id);
}

async function open(view: object) {
  await stage.call('views.open', { trigger_id: await trigger(), view });
  return local.as('ana').view();
}

describe('a trigger_id', () => {
  test('opens one view', async () => {
    const trigger_id = await trigger();
    expect(await stage.call('views.open', { trigger_id, view: modal('a') })).toMatchObject({
      ok: true,
      view: { callback_id: 'a', state: { values: {} }, hash: expect.any(String), previous_view_id: null },
    });
    expect(await stage.call('views.open', { trigger_id, view: modal('a') })).toMatchObject({
      error: 'exchanged_trigger_id',
    });
  });

  test.each([
    ['is valid for 3 s', 3000, undefined],
    ['expires after 3 s', 3001, 'expired_trigger_id'],
  ])('%s', async (_what, ms, error) => {
    const trigger_id = await trigger();
    stage.passTime(ms);
    expect((await stage.call('views.open', { trigger_id, view: modal('a') })).error).toBe(error);
  });
});

describe('modals', () => {
  test('are stacked, at most three, and close one by one', async () => {
    const first = await open(modal('one'));
    for (const name of ['two', 'three']) {
      await stage.call('views.push', { trigger_id: await trigger(), view: modal(name) });
    }
    const ana = local.as('ana');
    expect(ana.view()).toMatchObject({ callback_id: 'three', root_view_id: first.id });
    expect(
      await stage.call('views.push', { trigger_id: await trigger(), view: modal('four') }),
    ).toMatchObject({
      error: 'push_limit_reached',
    });
    await ana.submit(ana.view());
    expect(ana.view().callback_id).toBe('two');
    await ana.closeView(ana.view());
    expect(ana.view().callback_id).toBe('one');
    await expect(ana.submit(local.as('ana').view(), { nope: 'x' })).rejects.toThrow("no input 'nope'");
  });

  test('a submission contains the values of the inputs', async () => {
    const view = await open(
      modal(
        'form',
        [
          input('title', { initial_value: 'old' }),
          input('size', { type: 'static_select', options: [option('S'), option('L')] }),
          input('who', { type: 'multi_users_select' }),
          input('note', {}, { optional: true }),
          input('day', { type: 'datepicker', initial_date: '2026-01-01' }),
        ],
        { private_metadata: 'mine' },
      ),
    );
    await local.as('ana').submit(view, { size: 'L', who: ['ben', 'chika'] });
    expect(stage.app.received.at(-1)?.body).toMatchObject({
      type: 'view_submission',
      response_urls: [],
      view: {
        id: view.id,
        callback_id: 'form',
        private_metadata: 'mine',
        app_id: local.appId,
        app_installed_team_id: local.team.id,
        state: {
          values: {
            title: { value: { type: 'plain_text_input', value: 'old' } },
            size: { value: { type: 'static_select', selected_option: option('L') } },
            who: { value: { selected_users: [local.user('ben').id, local.user('chika').id] } },
            note: { value: { value: null } },
            day: { value: { selected_date: '2026-01-01' } },
          },
        },
      },
    });
    await local.waitForNoView('ana');
  });

  test('a rich text input holds rich text, and a cleared select is empty', async () => {
    const options = [option('S'), option('L')];
    const menu = { type: 'multi_static_select', options, initial_options: [option('S')] };
    const view = await open(
      modal('form', [input('note', { type: 'rich_text_input' }), input('sizes', menu, { optional: true })]),
    );
    await local.as('ana').submit(view, { note: 'hi', sizes: null });
    const section = { type: 'rich_text_section', elements: [{ type: 'text', text: 'hi' }] };
    expect(stage.app.received.at(-1)?.body).toMatchObject({
      view: {
        state: {
          values: {
            note: { value: { rich_text_value: { type: 'rich_text', elements: [section] } } },
            sizes: { value: { selected_options: [] } },
          },
        },
      },
    });
  });

  test('a channel menu with response_url_enabled adds a response_url for the chosen channel', async () => {
    const asks = { response_url_enabled: true };
    const view = await open(
      modal('form', [
        input('where', { type: 'conversations_select', ...asks }),
        input('copy', { type: 'channels_select', ...asks }, { optional: true }),
        input('other', { type: 'channels_select' }),
      ]),
    );
    await local.as('ana').submit(view, { where: '#random', other: '#general' });
    const { response_urls } = Object(stage.app.received.at(-1)?.body);
    expect(response_urls).toEqual([
      {
        block_id: 'where',
        action_id: 'value',
        channel_id: local.channel('random').id,
        response_url: expect.any(String),
      },
    ]);
    const body = JSON.stringify({ text: 'asked', response_type: 'in_channel' });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(response_urls[0].response_url, { method: 'POST', headers, body })).status).toBe(200);
    expect(local.messages('#random')).toMatchObject([{ text: 'asked' }]);
  });

  test("a submission that fails the checks of Slack's client does not reach the app", async () => {
    const view = await open(modal('form', [input('title', { min_length: 3 }), input('more')]));
    expect(await local.as('ana').submit(view, { title: 'ab' })).toMatchObject({
      ok: false,
      errors: { title: 'Please enter at least 3 characters.', more: 'Please complete this required field.' },
    });
    expect(stage.app.received.map(({ body }) => body.type)).toEqual(['shortcut']);
  });

  test.each([
    [
      'errors',
      { response_action: 'errors', errors: { title: 'no' } },
      { ok: false, errors: { title: 'no' } },
      ['form'],
    ],
    ['update', { response_action: 'update', view: modal('new') }, { ok: true }, ['new']],
    ['push', { response_action: 'push', view: modal('new') }, { ok: true }, ['form', 'new']],
    ['clear', { response_action: 'clear' }, { ok: true }, []],
    ['nothing', undefined, { ok: true }, []],
    [
      'errors for an unknown block',
      { response_action: 'errors', errors: { nope: 'no' } },
      { ok: false, error: 'invalid_errors' },
      ['form'],
    ],
    ['an unknown action', { response_action: 'explode' }, { ok: false, error: 'invalid_answer' }, ['form']],
    [
      'a bad view',
      { response_action: 'push', view: {} },
      { ok: false, error: 'invalid_arguments' },
      ['form'],
    ],
  ])('a submission is answered with %s', async (_what, body, result, stack) => {
    const view = await open(modal('form', [input('title')]));
    stage.answer = answering(200, body);
    expect(await local.as('ana').submit(view, { title: 'x' })).toMatchObject(result);
    expect(
      local
        .as('ana')
        .views()
        .map(({ callback_id }) => callback_id),
    ).toEqual(stack);
  });

  test('an update keeps the values of inputs, and is refused with an old hash', async () => {
    const view = await open(modal('form', [input('title'), input('gone', {}, { optional: true })]));
    const { hash } = view;
    stage.answer = answering(200, { response_action: 'errors', errors: { title: 'no' } });
    await local.as('ana').submit(view, { title: 'typed' });
    const changed = await stage.call('views.update', {
      view_id: view.id,
      hash,
      view: modal('form', [input('title'), input('new')]),
    });
    expect(changed.view).toMatchObject({
      id: view.id,
      state: { values: { title: { value: { value: 'typed' } }, new: { value: { value: null } } } },
    });
    expect(changed.view).not.toHaveProperty('state.values.gone');
    expect(await stage.call('views.update', { view_id: view.id, hash, view: modal('form') })).toMatchObject({
      error: 'hash_conflict',
    });
  });

  test('an external_id identifies one open view', async () => {
    await open(modal('form', [], { external_id: 'mine' }));
    expect(
      await stage.call('views.update', {
        external_id: 'mine',
        view: modal('new', [], { external_id: 'mine' }),
      }),
    ).toMatchObject({ ok: true });
    expect(
      await stage.call('views.open', {
        trigger_id: await trigger(),
        view: modal('x', [], { external_id: 'mine' }),
      }),
    ).toMatchObject({
      error: 'duplicate_external_id',
    });
  });

  test('closing is reported to the app if the view has notify_on_close', async () => {
    await open(modal('one', [], { notify_on_close: true }));
    await stage.call('views.push', { trigger_id: await trigger(), view: modal('two') });
    const ana = local.as('ana');
    await ana.closeView(ana.view(), { all: true });
    expect(stage.app.received.at(-1)?.body).toMatchObject({
      type: 'view_closed',
      is_cleared: true,
      view: { callback_id: 'one' },
    });
    await local.waitForNoView('ana');
  });

  test('an action in a modal contains the view with the new choice in its state', async () => {
    const view = await open(modal('form', buttons));
    await local.as('ana').select(view, 'size', 'S');
    const body = stage.app.received.at(-1)?.body;
    expect(body).toMatchObject({
      type: 'block_actions',
      container: { type: 'view', view_id: view.id },
      view: { id: view.id, state: { values: { row: { size: { selected_option: option('S') } } } } },
    });
    expect(body).not.toHaveProperty('response_url');
    await expect(local.as('ben').click(view, 'vote')).rejects.toThrow('no open view');
  });

  test('stay open when the app fails', async () => {
    const view = await open(modal('form'));
    await stage.app.close();
    expect(await local.as('ana').submit(view)).toMatchObject({
      ok: false,
      error: 'dispatch_failed',
      text: 'We had some trouble connecting. Try again?',
    });
    expect(local.as('ana').view().id).toBe(view.id);
  });
});
