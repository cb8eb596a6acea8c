import { isObject } from '../../base/index.js';
import type { Json } from '../model.js';
import type { Result } from '../protocol.js';
import { commandFields, payloadChannel, payloadFrame } from '../push/payloads.js';
import { answerInChannel } from '../push/respond.js';
import { openDirect } from '../state/direct.js';
import { getMessage, getWritableChannel } from '../state/find.js';
import { findRefusal } from '../state/refusal.js';
import { newResponseUrl } from '../state/response-urls.js';
import { newTrigger } from '../state/triggers.js';
import type { Workspace } from '../state/workspace.js';
import type { Acts } from './act.js';
import { failureOf } from './failure.js';

/** Acts that start a conversation with the app: commands, shortcuts and opening its App Home. */
export const appActs: Acts<'command' | 'shortcut' | 'message_shortcut' | 'open_home'> = {
  command: async ({ scene: { workspace, pusher }, person, act }) => {
    const { command, text } = act;
    const channel = getWritableChannel(workspace, act.channel, person.id);
    const refused = refuseCommand(workspace, command, act.thread_ts);
    if (refused) return refused;
    const fields = commandFields(workspace, {
      user: person.id,
      channel,
      command,
      text: text.trim(),
      response_url: newResponseUrl(workspace, 'commands', { user: person.id, channel: channel.id }),
      trigger_id: newTrigger(workspace, person.id),
    });
    const { push, attempt } = await pusher.ask('command', fields);
    const failed = failureOf(attempt, command);
    if (failed) return failed;
    try {
      const body = toMessage(attempt?.answer);
      if (body) answerInChannel(workspace, { channel: channel.id, user: person.id, body });
    } catch (thrown) {
      push.problem = findRefusal(thrown)?.text;
      if (!push.problem) throw thrown;
      return { ok: false, error: 'invalid_command_response', text: `${command} failed: ${push.problem}` };
    }
    return { ok: true };
  },

  shortcut: async ({ scene: { workspace, pusher }, person, act }) => {
    const { attempt } = await pusher.ask('shortcut', {
      ...payloadFrame(workspace, 'shortcut', person.id),
      callback_id: act.callback_id,
      trigger_id: newTrigger(workspace, person.id),
      action_ts: workspace.nextTs(),
    });
    return failureOf(attempt) ?? { ok: true };
  },

  message_shortcut: async ({ scene: { workspace, pusher }, person, act }) => {
    const channel = getWritableChannel(workspace, act.channel, person.id);
    const message = getMessage(workspace, channel, act.ts);
    const { ts, thread_ts } = message;
    const { attempt } = await pusher.ask('message_action', {
      ...payloadFrame(workspace, 'message_action', person.id),
      callback_id: act.callback_id,
      trigger_id: newTrigger(workspace, person.id),
      action_ts: workspace.nextTs(),
      channel: payloadChannel(channel),
      message_ts: ts,
      message: structuredClone(message),
      response_url: newResponseUrl(workspace, 'actions', {
        user: person.id,
        channel: channel.id,
        ts,
        thread_ts,
      }),
    });
    return failureOf(attempt) ?? { ok: true };
  },

  open_home: ({ scene: { workspace }, person, act }) => {
    const { channel } = openDirect(workspace, person.id, [workspace.app.bot_user_id]);
    const view = workspace.homes.get(person.id);
    workspace.emit({
      kind: 'home_opened',
      user: person.id,
      channel,
      tab: act.tab ?? 'home',
      ...(view && { view }),
    });
    return { ok: true, channel: channel.id };
  },
};

/** Refuses the commands that Slack does not pass on to an app. Returns undefined for all others. */
function refuseCommand(
  { commands }: Workspace,
  command: string,
  thread_ts: string | undefined,
): Result | undefined {
  if (!/^\/\S+$/.test(command))
    return { ok: false, error: 'invalid_command', text: 'A command must start with a slash.' };
  if (thread_ts) {
    return { ok: false, error: 'not_in_threads', text: `${command} is not supported in threads. Sorry!` };
  }
  if (commands.length === 0 || commands.some((one) => one.command === command)) return undefined;
  return { ok: false, error: 'invalid_command', text: `${command} is not a valid command.` };
}

function toMessage(answer: Json | string | undefined): Json | undefined {
  if (typeof answer === 'string') return answer.trim() ? { text: answer } : undefined;
  return isObject(answer) && Object.keys(answer).length > 0 ? answer : undefined;
}
