import type { Block, Option } from '../../protocol.js';

export type { Block, ElementState, Option, OptionGroup, StateValues } from '../../protocol.js';

/** A text object: `plain_text` or `mrkdwn` (https://docs.slack.dev/reference/block-kit/composition-objects/text-object). */
export interface Text {
  type: string;
  text: string;
  emoji?: boolean;
  verbatim?: boolean;
}

/** The confirmation dialog of an element. */
export interface Confirm {
  title: Text;
  text: Text;
  confirm: Text;
  deny: Text;
  style?: 'primary' | 'danger';
}

/** An interactive element. Its `type` determines its other fields. */
export interface Element {
  type: string;
  action_id?: string;
  confirm?: Confirm;
  [field: string]: unknown;
}

/** An element that offers options. */
export interface OptionsElement extends Element {
  options?: Option[];
  placeholder?: Text;
  focus_on_load?: boolean;
}

/** The interactive elements of a block, in order. */
export function elementsOf(block: Block): Element[] {
  const { element, elements, accessory } = block;
  if (block.type === 'input') return isElement(element) ? [element] : [];
  if (block.type === 'section') return isElement(accessory) ? [accessory] : [];
  if (block.type === 'actions') return Array.isArray(elements) ? elements.filter(isElement) : [];
  return [];
}

function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
