/** A JSON object. */
export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A block of Block Kit. Its `type` determines its other fields. */
export interface Block {
  type: string;
  /** Always present in blocks that the local Slack returns. Generated if the app gave none. */
  block_id?: string;
  [field: string]: unknown;
}

/** The value of an input or select, as in `view.state.values[block_id][action_id]`. */
export interface ElementState {
  type: string;
  value?: string | null;
  selected_option?: Option | null;
  selected_options?: Option[];
  selected_user?: string | null;
  selected_users?: string[];
  selected_conversation?: string | null;
  selected_conversations?: string[];
  selected_channel?: string | null;
  selected_channels?: string[];
  selected_date?: string | null;
  selected_time?: string | null;
  selected_date_time?: number | null;
  rich_text_value?: Fields | null;
}

/** By `block_id`, then by `action_id`. */
export type StateValues = Record<string, Record<string, ElementState>>;

export interface PlainText {
  type: 'plain_text';
  text: string;
  emoji?: boolean;
}

export interface Option {
  text: { type: string; text: string; emoji?: boolean };
  value: string;
  description?: { type: string; text: string };
}

export interface OptionGroup {
  label: PlainText;
  options: Option[];
}
