import type { Message } from '../../protocol.js';
import { useSession } from '../live/session.js';
import { parseCommand } from './completion.js';
import { toTokens } from './name-tokens.js';
import { nameablesOf } from './nameables.js';

/** Where a text goes. */
export interface Target {
  channel: string;
  thread_ts?: string;
  /** A reply that shows in the channel too. */
  reply_broadcast?: boolean;
}

/**
 * Sends what was typed: a command to the app, an edit, or a message. Resolves to whether it arrived; a command
 * counts as sent as soon as it is on its way, and what went wrong is said by Slackbot.
 */
export function useSend(target: Target, editing?: Message) {
  const { act, notify, workspace } = useSession();
  const { channel, thread_ts } = target;
  return async (typed: string): Promise<boolean> => {
    const command = editing ? undefined : parseCommand(typed);
    if (command) {
      const result = await act({ type: 'command', channel, thread_ts, ...command });
      const failure = result.text ?? `${command.command} failed: ${result.error ?? 'no reason given'}`;
      if (!result.ok) notify(channel, failure, thread_ts);
      return true;
    }
    const text = toTokens(typed.trim(), nameablesOf(workspace));
    const result = await act(
      editing ? { type: 'edit', channel, ts: editing.ts, text } : { type: 'post', ...target, text },
    );
    const failure = result.text ?? `Your message was not sent: ${result.error ?? 'no reason given'}`;
    if (!result.ok) notify(channel, failure, thread_ts);
    return result.ok;
  };
}
