import { elementsOf } from './elements.js';
import type { Block, ElementState, Fields, StateValues } from './model.js';

/** By element type: the field of the state, the field of the initial value, and the value of an empty state. */
const HOLDS: Record<string, { field: keyof ElementState; initial: string; empty: null | undefined | [] }> = {
  plain_text_input: { field: 'value', initial: 'initial_value', empty: null },
  email_text_input: { field: 'value', initial: 'initial_value', empty: null },
  url_text_input: { field: 'value', initial: 'initial_value', empty: null },
  number_input: { field: 'value', initial: 'initial_value', empty: null },
  rich_text_input: { field: 'rich_text_value', initial: 'initial_value', empty: null },
  static_select: { field: 'selected_option', initial: 'initial_option', empty: null },
  external_select: { field: 'selected_option', initial: 'initial_option', empty: null },
  radio_buttons: { field: 'selected_option', initial: 'initial_option', empty: null },
  users_select: { field: 'selected_user', initial: 'initial_user', empty: null },
  conversations_select: { field: 'selected_conversation', initial: 'initial_conversation', empty: null },
  channels_select: { field: 'selected_channel', initial: 'initial_channel', empty: null },
  multi_static_select: { field: 'selected_options', initial: 'initial_options', empty: [] },
  multi_external_select: { field: 'selected_options', initial: 'initial_options', empty: [] },
  checkboxes: { field: 'selected_options', initial: 'initial_options', empty: [] },
  multi_users_select: { field: 'selected_users', initial: 'initial_users', empty: [] },
  multi_conversations_select: {
    field: 'selected_conversations',
    initial: 'initial_conversations',
    empty: [],
  },
  multi_channels_select: { field: 'selected_channels', initial: 'initial_channels', empty: [] },
  datepicker: { field: 'selected_date', initial: 'initial_date', empty: null },
  timepicker: { field: 'selected_time', initial: 'initial_time', empty: null },
  datetimepicker: { field: 'selected_date_time', initial: 'initial_date_time', empty: null },
};

/** The field of an element's state that contains its value; undefined if it has no state, such as a button. */
export function stateField(type: string): keyof ElementState | undefined {
  return HOLDS[type]?.field;
}

/** The value of an element's state field while the element is empty. */
export function emptyState(type: string): null | undefined | [] {
  return structuredClone(HOLDS[type]?.empty);
}

/** The `view.state.values` of a view that has just been opened. */
export function initialState(blocks: readonly Block[]): StateValues {
  const values: StateValues = {};
  for (const { block_id, action_id, element } of elementsOf(blocks)) {
    const state = initialOf(element);
    if (state) values[block_id] = { ...values[block_id], [action_id]: state };
  }
  return values;
}

/** The state of new blocks. Earlier values stay if block_id, action_id and type are the same. */
export function carriedState(blocks: readonly Block[], before: StateValues): StateValues {
  return withValues(initialState(blocks), before);
}

/** Merges the given values into the state. Values for elements that the state does not have are dropped. */
export function withValues(state: StateValues, given: StateValues): StateValues {
  return Object.fromEntries(
    Object.entries(state).map(([block_id, elements]) => [
      block_id,
      Object.fromEntries(
        Object.entries(elements).map(([action_id, element]) => {
          const held = given[block_id]?.[action_id];
          const fits = held && (held.type === undefined || held.type === element.type);
          return [action_id, fits ? { ...element, ...held, type: element.type } : element];
        }),
      ),
    ]),
  );
}

/** True if the element has no value. */
export function isEmptyState(state: ElementState | undefined): boolean {
  if (!state) return true;
  const field = stateField(state.type);
  const value = field ? state[field] : undefined;
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/** The state of an element before anyone changes it; undefined if it has no state. An empty text is no value. */
export function initialOf(element: Fields): ElementState | undefined {
  const type = String(element.type);
  const holds = HOLDS[type];
  if (!holds) return undefined;
  const given = element[holds.initial] === '' ? undefined : element[holds.initial];
  return { type, [holds.field]: given ?? emptyState(type) };
}
