import type { View } from '@havoc/client';
import type { Content } from './poll.js';

/** The poll that the form is about: a new one in a channel, or an existing one. */
export type About = { channel: string } | { id: string };

/** Renders the modal that creates or edits a poll. */
export function renderForm(
  about: About,
  { question, options }: Content = { question: '', options: [] },
): View {
  const isNew = 'channel' in about;
  return {
    type: 'modal',
    callback_id: 'poll_form',
    private_metadata: JSON.stringify(about),
    title: { type: 'plain_text', text: isNew ? 'New poll' : 'Edit poll' },
    submit: { type: 'plain_text', text: isNew ? 'Ask' : 'Save' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      {
        type: 'input',
        block_id: 'question',
        label: { type: 'plain_text', text: 'Question' },
        element: { type: 'plain_text_input', action_id: 'text', initial_value: question },
      },
      {
        type: 'input',
        block_id: 'options',
        label: { type: 'plain_text', text: 'Options' },
        hint: {
          type: 'plain_text',
          text: 'Write one option per line. Unchanged options keep their votes.',
        },
        element: {
          type: 'plain_text_input',
          action_id: 'text',
          multiline: true,
          initial_value: options.join('\n'),
        },
      },
    ],
  };
}

/** The part of a submitted view that has the input. */
export interface Written {
  private_metadata: string;
  state: { values: Record<string, Record<string, { value?: string | null }>> };
}

/** Reads the input of a submitted form, and the poll that it is about. */
export function readForm({ private_metadata, state }: Written): Content & { about: About } {
  const textOf = (block: string) => state.values[block]?.text?.value ?? '';
  const lines = textOf('options')
    .split('\n')
    .map((line) => line.trim());
  return {
    about: JSON.parse(private_metadata),
    question: textOf('question').trim(),
    options: lines.filter((line) => line !== ''),
  };
}
