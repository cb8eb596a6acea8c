import { isObject } from '../../base/index.js';
import { elementsOf, type PlacedElement } from '../../block-kit/index.js';
import type { Scene } from '../acts/act.js';
import { blocksOf, type Found, getContainer } from '../acts/container.js';
import type { View } from '../model.js';
import type { Container, PlacedMessage } from '../protocol.js';
import { refusal } from '../refusal.js';

/** The message or view that contains an element, as returned by the local Slack. */
export type Target = PlacedMessage | View;

/** Identifies an element by its action_id or label, or by fields that no other element has. `text` is the label. */
export type Pointer = string | { action_id?: string; block_id?: string; value?: string; text?: string };

export interface Pointed {
  container: Container;
  found: Found;
  placed: PlacedElement;
}

/**
 * Finds the one element that the pointer identifies in the current message or view. A string is looked up as an
 * action_id first, then as a label.
 *
 * @throws refusal `element_not_found` if no element or several elements match. The message lists the elements.
 */
export async function point(
  { world, team }: Scene,
  person: string,
  target: Target,
  pointer: Pointer,
): Promise<Pointed> {
  const container = toContainer(target);
  const found = await world.read(team, (workspace) => getContainer(workspace, container, person));
  const all = elementsOf(blocksOf(found));
  const fitting =
    typeof pointer === 'string'
      ? either(
          all.filter(({ action_id }) => action_id === pointer),
          all.filter(({ element }) => labelOf(element) === pointer),
        )
      : all.filter((one) => fits(one, pointer));
  const [placed, another] = fitting;
  if (placed && !another) return { container, found, placed };
  const existing = all.map(({ block_id, action_id, element }) =>
    JSON.stringify({ block_id, action_id, type: element.type, value: element.value, text: labelOf(element) }),
  );
  const what = another ? `${fitting.length} elements match` : 'No element matches';
  throw refusal(
    'element_not_found',
    `${what} ${JSON.stringify(pointer)}. Elements:\n${existing.join('\n') || '(none)'}`,
  );
}

function toContainer(target: Target): Container {
  if ('message' in target && isObject(target.message) && typeof target.channel === 'string') {
    return { type: 'message', channel: target.channel, ts: String(target.message.ts) };
  }
  return { type: 'view', view_id: 'id' in target ? String(target.id) : '' };
}

function fits({ block_id, action_id, element }: PlacedElement, pointer: Exclude<Pointer, string>): boolean {
  return (
    (pointer.action_id === undefined || pointer.action_id === action_id) &&
    (pointer.block_id === undefined || pointer.block_id === block_id) &&
    (pointer.value === undefined || pointer.value === element.value) &&
    (pointer.text === undefined || pointer.text === labelOf(element))
  );
}

function labelOf({ text }: PlacedElement['element']): string | undefined {
  return isObject(text) && typeof text.text === 'string' ? text.text : undefined;
}

function either<T>(first: T[], second: T[]): T[] {
  return first.length > 0 ? first : second;
}
