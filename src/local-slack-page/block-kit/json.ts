import type { Option } from '../../block-kit/index.js';

export type { Block, ElementState, Option, OptionGroup, StateValues } from '../../block-kit/index.js';

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
