import type { KnownBlock, SayArguments } from '@havoc/client';
import { type Poll, type Vote, winners } from './poll.js';

/** The ledger's key of a poll's message. */
export const keyOf = (id: string) => `poll:${id}`;

/** Renders the message of a poll. */
export function renderPoll(
  poll: Poll,
): SayArguments & { channel: string; text: string; blocks: KnownBlock[] } {
  const { channel, question, options, closed } = poll;
  const blocks: KnownBlock[] = [
    { type: 'header', text: { type: 'plain_text', text: question } },
    ...options.map((option) => renderOption(poll, option)),
    { type: 'context', elements: [{ type: 'mrkdwn', text: renderFooter(poll) }] },
  ];
  if (!closed) blocks.push(renderActions(poll));
  return { channel, text: `Poll: ${escapeMarkup(question)}`, blocks };
}

function renderOption(poll: Poll, option: string): KnownBlock {
  const votes = poll.votes.filter((vote) => vote.option === option);
  const won = poll.closed && winners(poll).includes(option);
  const text = `${won ? ':trophy: ' : ''}*${escapeMarkup(option)}*  \`${votes.length}\`\n${renderNames(votes)}`;
  const block: KnownBlock = { type: 'section', text: { type: 'mrkdwn', text } };
  if (poll.closed) return block;
  const value = JSON.stringify({ id: poll.id, option });
  return {
    ...block,
    accessory: { type: 'button', action_id: 'vote', value, text: { type: 'plain_text', text: 'Vote' } },
  };
}

const MOST_NAMES = 30;

function renderNames(votes: Vote[]): string {
  if (votes.length === 0) return '_no votes yet_';
  const names = votes.slice(0, MOST_NAMES).map(({ name }) => escapeMarkup(name));
  const rest = votes.length - names.length;
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ');
}

function renderFooter({ asker, votes, closed }: Poll): string {
  const count = votes.length === 1 ? '1 vote' : `${votes.length} votes`;
  return closed ? `:lock: Closed with ${count} · asked by <@${asker}>` : `${count} · asked by <@${asker}>`;
}

function renderActions({ id }: Poll): KnownBlock {
  return {
    type: 'actions',
    elements: [
      { type: 'button', action_id: 'edit', value: id, text: { type: 'plain_text', text: 'Edit' } },
      {
        type: 'button',
        action_id: 'close',
        value: id,
        style: 'danger',
        text: { type: 'plain_text', text: 'Close' },
      },
    ],
  };
}

/** Escapes text from people, so that Slack does not treat it as markup. */
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
