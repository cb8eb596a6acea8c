import {
  type ActionArgs,
  type CommonArgs,
  type Havoc,
  type Slack,
  SlackError,
  Unrecoverable,
  type User,
  type View,
} from '@havoc/client';
import { readCommand } from './command.js';
import { readForm, renderForm } from './form.js';
import { keyOf, renderPoll } from './message.js';
import { close, edit, findMistakes, type Poll, startPoll, vote } from './poll.js';
import type { PollStore } from './store.js';

const HELP = [
  '`/poll "Where do we have lunch?" pizza sushi "the usual place"` posts a poll.',
  '`/poll` alone opens a form.',
  'Click to vote, and click again to take your vote back. The person who asked can edit and close the poll.',
].join('\n');

/**
 * Adds the poll app's listeners to a Havoc. A handler may be called again for the same act of a person. Slack's
 * `trigger_id` or `view.id` identifies the act, and the store applies each act once.
 */
export function createPollApp({ havoc, store }: { havoc: Havoc; store: PollStore }): void {
  havoc.event('app_mention', async ({ user, say }) => {
    await say(`Hello ${nameOf(user)}! I ask people things.\n${HELP}`);
  });

  havoc.command('/poll', async ({ command, user, reply, slack, messages }) => {
    const asked = readCommand(command.text);
    if (asked.wants === 'help') return reply(HELP);
    if (asked.wants === 'nothing') return reply(`${asked.because}\n${HELP}`);
    await reply();

    const { trigger_id, channel_id: channel } = command;
    if (asked.wants === 'form') return openForm(slack, trigger_id, renderForm({ channel }));
    await ask(startPoll(trigger_id, channel, user.id, asked), { user, slack, messages });
  });

  havoc.action('vote', async ({ action, body, user, messages }) => {
    const { id, option } = JSON.parse(valueOfButton(action));
    const mine = { user: user.id, name: nameOf(user), option };
    await show(await store.change(id, body.trigger_id, (poll) => vote(poll, mine)), messages);
  });

  havoc.action('edit', async ({ action, body, user, slack, respond }) => {
    const poll = await store.find(valueOfButton(action));
    if (poll?.asker !== user.id) return respond(onlyAsker(poll));
    await openForm(slack, body.trigger_id, renderForm({ id: poll.id }, poll));
  });

  havoc.action('close', async ({ action, body, user, messages, respond }) => {
    const poll = await store.find(valueOfButton(action));
    if (poll?.asker !== user.id) return respond(onlyAsker(poll));
    await show(await store.change(poll.id, body.trigger_id, close), messages);
  });

  havoc.view('poll_form', async ({ view, user, reply, slack, messages }) => {
    const { about, ...content } = readForm(view);
    const errors = findMistakes(content);
    if (Object.keys(errors).length > 0) return reply({ response_action: 'errors', errors });
    await reply();

    if ('channel' in about) {
      await ask(startPoll(view.id, about.channel, user.id, content), { user, slack, messages });
    } else {
      await show(await store.change(about.id, view.id, (poll) => edit(poll, content)), messages);
    }
  });

  async function ask(poll: Poll, { user, slack, messages }: AskArgs): Promise<void> {
    try {
      await show(await store.create(poll), messages);
    } catch (error) {
      const mayNotPost =
        error instanceof SlackError && ['not_in_channel', 'channel_not_found'].includes(error.code);
      if (!mayNotPost) throw error;
      const text = `I may not post in <#${poll.channel}>. Invite me there, then ask again.`;
      await slack.chat.postMessage({ channel: user.id, text });
    }
  }

  /** Updates the message. It reads the poll again after each write, so that the last write has the newest state. */
  async function show(poll: Poll | undefined, messages: AskArgs['messages']): Promise<void> {
    let shown = 0;
    for (let newest = poll; newest && newest.version !== shown; newest = await store.find(newest.id)) {
      shown = newest.version;
      await messages.upsert(keyOf(newest.id), renderPoll(newest));
    }
  }
}

/** Opens a modal. A trigger is valid once, for 3 seconds, so another attempt could not open it either. */
async function openForm(slack: Slack, trigger_id: string, view: View): Promise<void> {
  try {
    await slack.views.open({ trigger_id, view });
  } catch (error) {
    const isSpent = error instanceof SlackError && error.code.endsWith('_trigger_id');
    throw isSpent ? new Unrecoverable(`It was too late to open the form: ${error.code}`) : error;
  }
}

type AskArgs = Pick<CommonArgs, 'slack' | 'messages'> & { user: User };

function nameOf({ real_name, name, id }: User): string {
  return real_name ?? name ?? id;
}

function valueOfButton(action: ActionArgs['action']): string {
  return (action.type === 'button' && action.value) || '{}';
}

function onlyAsker(poll: Poll | undefined) {
  const text = poll ? `Only <@${poll.asker}>, who asked, can do that.` : 'I no longer know this poll.';
  return { response_type: 'ephemeral' as const, replace_original: false, text };
}
