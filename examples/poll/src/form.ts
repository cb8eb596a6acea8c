import type { View } from '@havoc/client';
import type { Content } from './poll.js';

/** What the form is for: a new poll in a channel, or one that stands. */
export type About = { channel: string } | { id: string };

/** The modal in which a poll is made or edited. */
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
        hint: { type: 'plain_text', text: 'One a line. Votes stay with the options that stay.' },
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

/** As much of a submitted view as holds what was written. */
export interface Written {
  private_metadata: string;
  state: { values: Record<string, Record<string, { value?: string | null }>> };
}

/** What was written into the form, and what it is for. */
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
