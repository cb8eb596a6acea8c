import { isObject } from '../../base/index.js';
import { elementsOf, emptyState, type PlacedElement, stateField } from '../../block-kit/index.js';
import type { ElementState, Json, StateValues, View } from '../model.js';
import { refusal } from '../refusal.js';
import { channelNamed, personNamed, type Seen } from './seen.js';

/** A person's input for one element: text, the value or label of an option, or names of people or channels. */
export type Choice = string | number | readonly string[] | null;

/** A person's input for a modal, by block_id or action_id. Whole element states are used unchanged. */
export type Values = Record<string, Choice | Record<string, ElementState | Json>>;

/**
 * The change that a choice makes to an element's state, as in `{ selected_option: {…} }`.
 *
 * @param offered the options that the app offers for an external select
 * @throws refusal `invalid_option`, whose message lists the options
 */
export function toChange(seen: Seen, element: Json, choice: Choice, offered: readonly Json[] = []): Json {
  const type = String(element.type);
  if (type === 'overflow') return { selected_option: optionOf(element, String(choice), offered) };
  const field = stateField(type);
  if (!field)
    throw refusal('invalid_option', `An element of type ${type} has nothing to choose. Use click() instead.`);
  if (choice === null) return { [field]: emptyState(type) };
  const list = typeof choice === 'object' ? choice : [String(choice)];
  const all = list.map((one) => heldValue(seen, field, one, (wanted) => optionOf(element, wanted, offered)));
  return { [field]: field.endsWith('s') ? all : all[0] };
}

/** Turns a person's input for a modal into `state.values`. @throws refusal if the modal has no such input */
export function toStateValues(seen: Seen, view: View, values: Values): StateValues {
  const elements = elementsOf(view.blocks);
  const state: StateValues = {};
  for (const [key, given] of Object.entries(values)) {
    const one = findElement(elements, key);
    const { block_id, action_id, element } = one;
    const type = String(element.type);
    if (isObject(given)) {
      for (const [id, held] of Object.entries(given)) {
        state[key] = { ...state[key], [id]: { type, ...(isObject(held) ? held : {}) } };
      }
      continue;
    }
    const change = toChange(seen, element, given as Choice);
    state[block_id] = { ...state[block_id], [action_id]: { type, ...change } };
  }
  return state;
}

function findElement(elements: readonly PlacedElement[], key: string): PlacedElement {
  const found =
    elements.find(({ block_id }) => block_id === key) ?? elements.find(({ action_id }) => action_id === key);
  if (found) return found;
  const existing = elements.map(({ block_id, action_id }) => `${block_id}/${action_id}`).join(', ') || 'none';
  throw refusal(
    'element_not_found',
    `The modal has no input '${key}'. Its inputs (block_id/action_id): ${existing}.`,
  );
}

function heldValue(seen: Seen, field: string, one: string, findOption: (wanted: string) => Json): unknown {
  if (field.startsWith('selected_option')) return findOption(one);
  if (field.startsWith('selected_user')) return personNamed(seen, one).id;
  if (field.startsWith('selected_conversation') || field.startsWith('selected_channel')) {
    return channelNamed(seen, one).id;
  }
  if (field === 'rich_text_value') return richText(one);
  return field === 'selected_date_time' ? Number(one) : one;
}

function richText(text: string): Json {
  const section = { type: 'rich_text_section', elements: [{ type: 'text', text }] };
  return { type: 'rich_text', elements: [section] };
}

function optionOf(element: Json, wanted: string, offered: readonly Json[]): Json {
  const options = [
    ...offered,
    ...objects(element.options),
    ...objects(element.option_groups).flatMap((group) => objects(group.options)),
  ];
  const label = ({ text }: Json) => (isObject(text) ? text.text : undefined);
  const option =
    options.find(({ value }) => value === wanted) ?? options.find((one) => label(one) === wanted);
  if (option) return option;
  const existing = options.map((one) => `${String(one.value)} (${String(label(one))})`).join(', ') || 'none';
  throw refusal('invalid_option', `There is no option '${wanted}'. Options: ${existing}.`);
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
