import { isObject } from '../../base/index.js';
import { elementsOf, type PlacedElement } from '../block-kit/elements.js';
import type { ElementState, Json, StateValues, View } from '../model.js';
import { refusal } from '../state/refusal.js';
import { emptyState, stateField } from '../state/view-state.js';
import type { Workspace } from '../state/workspace.js';
import { channelNamed, personNamed } from './named.js';

/** What a person picks or types: text, an option by its value or its label, names of people or channels. */
export type Choice = string | number | readonly string[] | null;

/** What a person fills in: by block_id or action_id; whole element states are taken as they are. */
export type Values = Record<string, Choice | Record<string, ElementState | Json>>;

/**
 * What the element then holds, in the field of its state: `{ selected_option: {…} }`.
 *
 * @param offered options of an external select, as the app gave them
 * @throws refusal `invalid_option` that names the options there are
 */
export function toChange(
  workspace: Workspace,
  element: Json,
  choice: Choice,
  offered: readonly Json[] = [],
): Json {
  const type = String(element.type);
  if (type === 'overflow') return { selected_option: optionOf(element, String(choice), offered) };
  const field = stateField(type);
  if (!field)
    throw refusal('invalid_option', `Nothing can be chosen in an element of type ${type}: click it.`);
  if (choice === null) return { [field]: emptyState(type) };
  const list = typeof choice === 'object' ? choice : [String(choice)];
  const all = list.map((one) =>
    heldValue(workspace, field, one, (wanted) => optionOf(element, wanted, offered)),
  );
  return { [field]: field.endsWith('s') ? all : all[0] };
}

/** `state.values` for what was filled in. @throws refusal where there is no such input */
export function toStateValues(workspace: Workspace, view: View, values: Values): StateValues {
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
    const change = toChange(workspace, element, given as Choice);
    state[block_id] = { ...state[block_id], [action_id]: { type, ...change } };
  }
  return state;
}

function findElement(elements: readonly PlacedElement[], key: string): PlacedElement {
  const found =
    elements.find(({ block_id }) => block_id === key) ?? elements.find(({ action_id }) => action_id === key);
  if (found) return found;
  const there = elements.map(({ block_id, action_id }) => `${block_id}/${action_id}`).join(', ') || 'none';
  throw refusal(
    'element_not_found',
    `No input '${key}' in the modal. There are (block_id/action_id): ${there}.`,
  );
}

function heldValue(
  workspace: Workspace,
  field: string,
  one: string,
  findOption: (wanted: string) => Json,
): unknown {
  if (field.startsWith('selected_option')) return findOption(one);
  if (field.startsWith('selected_user')) return personNamed(workspace, one).id;
  if (field.startsWith('selected_conversation') || field.startsWith('selected_channel')) {
    return channelNamed(workspace, one).id;
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
  const there = options.map((one) => `${String(one.value)} (${String(label(one))})`).join(', ') || 'none';
  throw refusal('invalid_option', `No option '${wanted}'. There are: ${there}.`);
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
