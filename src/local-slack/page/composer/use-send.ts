import type { Message } from '../../protocol.js';
import { useSession } from '../live/session.js';
import { parseCommand } from './completion.js';
import { nameablesOf } from './nameables.js';
import { toSlack } from './to-slack.js';

/** Where a text goes. */
export interface Target {
  channel: string;
  thread_ts?: string;
}

/**
 * Sends what was typed: a command to the app, an edit, or a message. Resolves to whether it arrived; a command
 * counts as sent as soon as it is on its way, and what went wrong is said by Slackbot.
 */
export function useSend({ channel, thread_ts }: Target, editing?: Message) {
  const { act, notify, workspace } = useSession();
  return async (typed: string): Promise<boolean> => {
    const command = editing ? undefined : parseCommand(typed);
    if (command) {
      const result = await act({ type: 'command', channel, thread_ts, ...command, text: escapedArguments(command.text) });
      if (!result.ok) notify(channel, result.text ?? `${command.command} failed: ${result.error ?? 'no reason given'}`, thread_ts);
      return true;
    }
    const text = toSlack(typed.trim(), nameablesOf(workspace));
    const result = await act(
      editing ? { type: 'edit', channel, ts: editing.ts, text } : { type: 'post', channel, text, thread_ts },
    );
    if (!result.ok) notify(channel, result.text ?? `Your message was not sent: ${result.error ?? 'no reason given'}`, thread_ts);
    return result.ok;
  };
}

/** Slack hands a command's text over as it was typed, but for the three escapes. */
function escapedArguments(text: string): string {
  return toSlack(text, []);
}
