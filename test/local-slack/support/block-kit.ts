/** Short forms of Block Kit objects for tests. */
export const text = (value: string) => ({ type: 'plain_text', text: value });
export const input = (block_id: string, element: object = {}, more: object = {}) => ({
  type: 'input',
  block_id,
  label: text(block_id),
  element: { type: 'plain_text_input', action_id: 'value', ...element },
  ...more,
});
export const modal = (callback_id: string, blocks: object[] = [], more: object = {}) => ({
  type: 'modal',
  callback_id,
  title: text(callback_id),
  submit: text('Go'),
  blocks,
  ...more,
});
export const option = (value: string) => ({ text: text(value), value });

export const buttons = [
  {
    type: 'actions',
    block_id: 'row',
    elements: [
      { type: 'button', action_id: 'vote', value: 'a', text: text('A'), style: 'primary' },
      { type: 'static_select', action_id: 'size', options: [option('S'), option('L')] },
      { type: 'overflow', action_id: 'more', options: [option('x')] },
    ],
  },
];
