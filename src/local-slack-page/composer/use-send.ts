import type { Message } from '../../local-slack/protocol.js';
import { useSession } from '../live/session.js';
import { parseCommand } from './completion.js';
import { toTokens } from './name-tokens.js';
import { nameablesOf } from './nameables.js';

/** The channel or thread to send to. */
export interface Target {
  channel: string;
  thread_ts?: string;
  /** True to show a reply in the channel too. */
  reply_broadcast?: boolean;
}

/**
 * Returns a function that sends typed text: as a command to the app, as an edit, or as a message. It resolves with
 * true if the text was sent. For a command the result is always true. If the command fails, Slackbot shows the reason.
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
