import { inputBlockIds, viewAsFilledIn, viewWithErrors, waitingView } from '../../src/slack/index.js';

const input = (block_id: string) => ({ type: 'input', block_id, element: { type: 'plain_text_input' } });
const divider = { type: 'divider', block_id: 'line' };
/** A view as Slack sends it. */
const view = {
  id: 'V1',
  team_id: 'T1',
  type: 'modal',
  title: { type: 'plain_text', text: 'Poll' },
  close: null,
  submit: { type: 'plain_text', text: 'Ask' },
  blocks: [input('question'), divider, input('options')],
  callback_id: 'poll',
  external_id: '',
  private_metadata: '{"a":1}',
  state: { values: {} },
  hash: '1.a',
  clear_on_close: false,
  notify_on_close: true,
  previous_view_id: null,
  root_view_id: 'V1',
  app_id: 'A1',
  bot_id: 'B1',
};
const given = {
  type: 'modal',
  title: view.title,
  callback_id: 'poll',
  private_metadata: '{"a":1}',
  clear_on_close: false,
  notify_on_close: true,
};
const line = (text: string) => ({ type: 'context', elements: [{ type: 'plain_text', text: `⚠️ ${text}` }] });

test('finds the inputs in their order', () => {
  expect(inputBlockIds(view)).toEqual(['question', 'options']);
  expect(inputBlockIds({})).toEqual([]);
});

test('a waiting view keeps the members that Slack accepts, with one sentence and no submit button', () => {
  expect(waitingView(view, 'Wait.')).toEqual({
    ...given,
    blocks: [{ type: 'section', text: { type: 'plain_text', text: 'Wait.' } }],
  });
});

test('an error is shown below its block, or at the top if there is no such block', () => {
  const { submit } = view;
  expect(viewWithErrors(view, { options: 'Too few', nowhere: 'Odd', question: 'Too short' })).toEqual({
    ...given,
    submit,
    blocks: [line('Odd'), input('question'), line('Too short'), divider, input('options'), line('Too few')],
  });
});

test('one line has all errors if there is no room for a line each, and a full view shows none', () => {
  const full = (count: number) => ({
    ...view,
    blocks: Array.from({ length: count }, (_, at) => input(`b${at}`)),
  });
  const errors = { b0: 'One', b1: 'Two' };
  const crowded = viewWithErrors(full(99), errors);
  expect(crowded?.blocks).toEqual([line('One\nTwo'), ...full(99).blocks]);
  expect(viewWithErrors(full(100), errors)).toBeUndefined();
});

test('the input becomes the initial value of every kind of element', () => {
  const option = { text: { type: 'plain_text', text: 'A' }, value: 'a' };
  const states = {
    plain: { type: 'plain_text_input', value: 'Hi' },
    rich: { type: 'rich_text_input', rich_text_value: { type: 'rich_text', elements: [] } },
    one: { type: 'static_select', selected_option: option },
    many: { type: 'checkboxes', selected_options: [option] },
    who: { type: 'multi_users_select', selected_users: ['U1'] },
    when: { type: 'datetimepicker', selected_date_time: 1 },
    none: { type: 'datepicker', selected_date: null },
    nobody: { type: 'multi_users_select', selected_users: [] },
    file: { type: 'file_input', files: [{ id: 'F1' }] },
  };
  const elements = Object.entries(states).map(([action_id, { type }]) => ({ type, action_id }));
  const [element, accessory, ...rest] = elements;
  const filled = viewAsFilledIn({
    ...view,
    blocks: [
      divider,
      { type: 'input', block_id: 'b1', element },
      { type: 'section', block_id: 'b2', accessory },
      { type: 'actions', block_id: 'b3', elements: rest },
    ],
    state: { values: { b1: states, b2: states, b3: states } },
  });
  expect(filled.blocks).toEqual([
    divider,
    { type: 'input', block_id: 'b1', element: { ...element, initial_value: 'Hi' } },
    {
      type: 'section',
      block_id: 'b2',
      accessory: { ...accessory, initial_value: { type: 'rich_text', elements: [] } },
    },
    {
      type: 'actions',
      block_id: 'b3',
      elements: [
        { type: 'static_select', action_id: 'one', initial_option: option },
        { type: 'checkboxes', action_id: 'many', initial_options: [option] },
        { type: 'multi_users_select', action_id: 'who', initial_users: ['U1'] },
        { type: 'datetimepicker', action_id: 'when', initial_date_time: 1 },
        { type: 'datepicker', action_id: 'none' },
        { type: 'multi_users_select', action_id: 'nobody' },
        { type: 'file_input', action_id: 'file' },
      ],
    },
  ]);
});
