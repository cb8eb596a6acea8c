import {
  type Block,
  carriedState,
  elementsOf,
  findInputErrors,
  initialOf,
  type StateValues,
} from '../../src/block-kit/index.js';

const button = { type: 'button', action_id: 'a' };

describe('elementsOf finds', () => {
  test.each<[string, Block, object[]]>([
    ['all elements of an actions block', { type: 'actions', elements: [button, button] }, [button, button]],
    ['the accessory of a section', { type: 'section', accessory: button }, [button]],
    ['none in a section without an accessory', { type: 'section' }, []],
    ['the element of an input block', { type: 'input', element: button }, [button]],
    ['none in a context block', { type: 'context', elements: [button] }, []],
    ['none that is malformed', { type: 'actions', elements: ['x', null, button] }, [button]],
    ['none without an action_id', { type: 'actions', elements: [{ type: 'button' }] }, []],
  ])('%s', (_, block, elements) => {
    expect(elementsOf([block]).map(({ element }) => element)).toEqual(elements);
  });
});

const option = { text: { type: 'plain_text', text: 'One' }, value: '1' };

test.each([
  ['plain_text_input', { initial_value: 'x' }, { value: 'x' }],
  ['plain_text_input', { initial_value: '' }, { value: null }],
  ['number_input', {}, { value: null }],
  ['static_select', { initial_option: option }, { selected_option: option }],
  ['radio_buttons', {}, { selected_option: null }],
  ['checkboxes', {}, { selected_options: [] }],
  ['multi_users_select', { initial_users: ['U1'] }, { selected_users: ['U1'] }],
  ['datepicker', { initial_date: '2026-01-31' }, { selected_date: '2026-01-31' }],
  ['datetimepicker', { initial_date_time: 1 }, { selected_date_time: 1 }],
])('the state of a new %s with %j', (type, fields, state) => {
  expect(initialOf({ type, ...fields })).toEqual({ type, ...state });
});

test('a button has no state', () => {
  expect(initialOf(button)).toBeUndefined();
});

const input = (element: object, more: object = {}): Block => ({
  type: 'input',
  block_id: 'b',
  element: { type: 'plain_text_input', action_id: 'a', ...element },
  ...more,
});
const holding = (value: string | null): StateValues => ({ b: { a: { type: 'plain_text_input', value } } });

test('new blocks keep the state of an element of the same ids and type', () => {
  expect(carriedState([input({ initial_value: 'new' })], holding('typed'))).toEqual(holding('typed'));
  expect(carriedState([input({ type: 'datepicker' })], holding('typed'))).toEqual({
    b: { a: { type: 'datepicker', selected_date: null } },
  });
});

test.each<[string, Block, string | null, string | undefined]>([
  ['an empty required input', input({}), null, 'Please complete this required field.'],
  ['an empty optional input', input({}, { optional: true }), null, undefined],
  ['a text that is too short', input({ min_length: 3 }), 'ab', 'Please enter at least 3 characters.'],
  ['a text that is too long', input({ max_length: 3 }), 'abcd', 'Please enter at most 3 characters.'],
  ['a text that fits', input({ min_length: 3, max_length: 3 }), 'abc', undefined],
])('the error of %s', (_what, block, value, error) => {
  expect(findInputErrors([block], holding(value))).toEqual(error === undefined ? undefined : { b: error });
});
