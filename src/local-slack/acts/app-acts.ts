import { isObject } from '../../base/index.js';
import { type Asking, commandFields, payloadChannel, payloadFrame } from '../apps/payloads.js';
import { answerInChannel } from '../apps/respond.js';
import { newResponseUrl } from '../apps/response-urls.js';
import { newTrigger } from '../apps/triggers.js';
import { findHome } from '../apps/views.js';
import type { App, Channel, Json } from '../model.js';
import type { Result } from '../protocol.js';
import { findRefusal } from '../refusal.js';
import { openDirect } from '../workspaces/direct.js';
import { findChannel, getMessage, getWritableChannel } from '../workspaces/find.js';
import type { WritableWorkspace } from '../world/workspace.js';
import type { Acts, Doing } from './act.js';
import { findCommandApp, getAppOrFirst, getShortcutApp } from './asked-app.js';
import { failureOf } from './failure.js';

/** Acts that start a conversation with the app: commands, shortcuts and opening its App Home. */
export const appActs: Acts<'command' | 'shortcut' | 'message_shortcut' | 'open_home'> = {
  command: async (doing) => {
    const { scene, person, act } = doing;
    const { world, pusher, team } = scene;
    const asked = await world.change(team, (workspace) => takeCommand(workspace, doing));
    if ('refused' in asked) return asked.refused;
    const { app, channel, fields } = asked;
    const { push, attempt } = await pusher.ask(app, 'command', fields);
    const failed = failureOf(attempt, act.command);
    if (failed) return failed;
    const body = toMessage(attempt?.answer);
    if (!body) return { ok: true };
    try {
      await world.change(team, async (workspace) => {
        // The app may have changed the channel before it answered.
        const current = (await findChannel(workspace, channel.id)) ?? channel;
        await answerInChannel(workspace, { app: app.id, channel: current, user: person, body });
      });
    } catch (thrown) {
      push.problem = findRefusal(thrown)?.text;
      if (!push.problem) throw thrown;
      return {
        ok: false,
        error: 'invalid_command_response',
        text: `${act.command} failed: ${push.problem}`,
      };
    }
    return { ok: true };
  },

  shortcut: async ({ scene: { world, pusher, team }, person, act }) => {
    const { app, body } = await world.change(team, async (workspace) => {
      const asking = { ...(await getShortcutApp(workspace, 'global', act)), user: person };
      return { app: asking.app, body: await shortcutBody(workspace, 'shortcut', { asking, act }) };
    });
    const { attempt } = await pusher.ask(app, 'shortcut', body);
    return failureOf(attempt) ?? { ok: true };
  },

  message_shortcut: async ({ scene: { world, pusher, team }, person, act }) => {
    const { app, body } = await world.change(team, async (workspace) => {
      const channel = await getWritableChannel(workspace, act.channel, person);
      const message = await getMessage(workspace, channel, act.ts);
      const { ts, thread_ts } = message;
      const asking = { ...(await getShortcutApp(workspace, 'message', act)), user: person };
      const body = await shortcutBody(workspace, 'message_action', { asking, act });
      const response_url = await newResponseUrl(workspace, 'actions', { asking, channel, ts, thread_ts });
      return {
        app: asking.app,
        body: { ...body, channel: payloadChannel(channel), message_ts: ts, message, response_url },
      };
    });
    const { attempt } = await pusher.ask(app, 'message_action', body);
    return failureOf(attempt) ?? { ok: true };
  },

  open_home: ({ scene: { world, team }, person, act }) =>
    world.change(team, async (workspace) => {
      const showing = { ...(await getAppOrFirst(workspace, act.app)), user: person };
      const { app, installation } = showing;
      const { channel } = await openDirect(workspace, person, [installation.bot_user_id]);
      const home = await findHome(workspace, showing);
      workspace.emit({
        kind: 'home_opened',
        app: app.id,
        user: person,
        channel,
        tab: act.tab ?? 'home',
        ...(home && { view: home.view }),
      });
      return { ok: true, channel: channel.id };
    }),
};

type AskedCommand = { refused: Result } | { app: App; channel: Channel; fields: Record<string, string> };

/** Decides which app receives the command, and what it is sent. Refuses commands that Slack does not pass on. */
async function takeCommand(
  workspace: WritableWorkspace,
  { person, act: { channel: id, command, text, thread_ts } }: Doing<'command'>,
): Promise<AskedCommand> {
  const channel = await getWritableChannel(workspace, id, person);
  if (!/^\/\S+$/.test(command)) return refused('invalid_command', 'A command must start with a slash.');
  if (thread_ts) return refused('not_in_threads', `${command} is not supported in threads. Sorry!`);
  const installed = await findCommandApp(workspace, command);
  if (!installed) return refused('invalid_command', `${command} is not a valid command.`);
  const asking = { ...installed, user: person };
  const fields = await commandFields(workspace, {
    asking,
    channel,
    command,
    text: text.trim(),
    response_url: await newResponseUrl(workspace, 'commands', { asking, channel }),
    trigger_id: await newTrigger(workspace, asking),
  });
  return { app: installed.app, channel, fields };
}

function refused(error: string, text: string): { refused: Result } {
  return { refused: { ok: false, error, text } };
}

/** The fields that the payloads of both kinds of shortcuts have. */
async function shortcutBody(
  workspace: WritableWorkspace,
  type: 'shortcut' | 'message_action',
  { asking, act }: { asking: Asking; act: { callback_id: string } },
): Promise<Json> {
  return {
    ...(await payloadFrame(workspace, type, asking)),
    callback_id: act.callback_id,
    trigger_id: await newTrigger(workspace, asking),
    action_ts: workspace.nextTs(),
  };
}

function toMessage(answer: Json | string | undefined): Json | undefined {
  if (typeof answer === 'string') return answer.trim() ? { text: answer } : undefined;
  return isObject(answer) && Object.keys(answer).length > 0 ? answer : undefined;
}
