import type { View } from '../../../src/local-slack/model.js';
import { input, modal } from '../support/block-kit.js';
import type { Secret } from './model.js';
import { messageIn, pick, section, type Turn } from './turn.js';
import type { Token } from './world.js';

/** Opens a modal with the newest trigger_id of the app. @throws Error if a foreign bot can do so too */
async function openModal({ world, app, what }: Turn): Promise<void> {
  const trigger = app.takeTrigger();
  if (!trigger) return;
  const { team, user, trigger_id } = trigger;
  const view = aModal(world.secrets.write({ kind: 'modal', team, user, app: app.id }));
  const bots = world.tokens.filter(({ is_bot }) => is_bot);
  const isOwn = (bot: Token) => bot.app === app.id && bot.team === team;
  const [foreign] = bots.filter((bot) => !isOwn(bot));
  if (foreign && (await world.call(foreign, 'views.open', { trigger_id, view })).ok)
    throw new Error(`${foreign.app} in ${foreign.team} has used the trigger_id of ${app.id} in ${team}.`);
  const bot = bots.find(isOwn);
  if (bot) await world.call(bot, what % 4 ? 'views.open' : 'views.push', { trigger_id, view });
}

function aModal(secret: string) {
  const more = { notify_on_close: true, private_metadata: secret };
  return modal('ask', [section(secret), input('note', {}, { optional: true })], more);
}

/** Answers by the newest response_url of the app, to the person only or to the channel. */
async function respond({ world, app, what }: Turn): Promise<void> {
  const found = app.responseUrl();
  if (!found) return;
  const isPublic = what % 2 === 0;
  const { url, channel, user } = found;
  const text = world.secrets.write(
    isPublic ? { kind: 'message', channel } : { kind: 'ephemeral', channel, user },
  );
  const body = JSON.stringify({ text, ...(isPublic && { response_type: 'in_channel' }) });
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

/** The person's topmost modal, and who may see it; undefined if no modal is open. */
function topModal({ tab }: Turn): { view: View; secret: Secret } | undefined {
  const view = tab.shown().modals.at(-1);
  return view && { view, secret: { kind: 'modal', team: tab.team, user: tab.user, app: view.app_id } };
}

const anyToken = ({ what, own, botToken }: Turn): Token => (what % 2 ? own : botToken);

/** What apps do, and what people do with apps. */
export const appActs = {
  botPost: ({ world, botToken, botChannel: { id }, what }: Turn) => {
    const text = world.secrets.write({ kind: 'message', channel: id });
    return world.call(botToken, 'chat.postMessage', {
      channel: id,
      text,
      ...(what % 2 && { blocks: [section(text)] }),
    });
  },
  botJoin: ({ world, botToken, botChannel }: Turn) =>
    world.call(botToken, 'conversations.join', { channel: botChannel.id }),
  whisper: ({ world, botToken, botChannel: channel, user: anyone, what }: Turn) => {
    const user = what % 4 ? pick(channel.members, what) : anyone;
    const parent = what % 3 ? undefined : messageIn(world, channel, { at: what });
    const text = world.secrets.write({ kind: 'ephemeral', channel: channel.id, user });
    const args = { channel: channel.id, user, text, thread_ts: parent?.ts };
    return world.call(botToken, 'chat.postEphemeral', args);
  },
  command: async (turn: Turn) => {
    const { world, app, tab, channel, what } = turn;
    const secret: Secret = { kind: 'command', team: tab.team, user: tab.user, app: app.id };
    const command = app.name === 'Notes' ? '/notes' : '/poll';
    const text = world.secrets.write(secret);
    const { ok } = await tab.act({ type: 'command', channel: channel.id, command, text });
    if (!ok) return;
    world.secrets.show(app.id, channel.id);
    await (what % 3 ? respond(turn) : openModal(turn));
  },
  respond,
  shortcut: async (turn: Turn) => {
    const { app, tab } = turn;
    const { ok } = await tab.act({ type: 'shortcut', callback_id: app.name.toLowerCase(), app: app.id });
    if (ok) await openModal(turn);
  },
  messageShortcut: async (turn: Turn) => {
    const { world, app, tab, channel, what } = turn;
    const message = messageIn(world, channel, { at: what });
    if (!message) return;
    const callback_id = `${app.name.toLowerCase()}_message`;
    const at = { channel: channel.id, ts: message.ts };
    const { ok } = await tab.act({ type: 'message_shortcut', callback_id, app: app.id, ...at });
    if (!ok) return;
    world.secrets.show(app.id, channel.id, JSON.stringify(message.message));
    await respond(turn);
  },
  update: (turn: Turn) => {
    const top = topModal(turn);
    const { world } = turn;
    const bot = world.tokens.find((one) => one.app === top?.view.app_id && one.team === turn.tab.team);
    if (!top || !bot) return undefined;
    const view = aModal(world.secrets.write(top.secret));
    return world.call(bot, 'views.update', { view_id: top.view.id, view });
  },
  submit: (turn: Turn) => {
    const top = topModal(turn);
    if (!top) return undefined;
    if (turn.what % 3 === 0) return turn.tab.act({ type: 'close_view', view_id: top.view.id });
    const values = {
      note: { value: { type: 'plain_text_input', value: turn.world.secrets.write(top.secret) } },
    };
    return turn.tab.act({ type: 'submit', view_id: top.view.id, values });
  },
  home: async ({ world, app, botToken, tab: { act, team: here, user }, what }: Turn) => {
    const bot = world.tokens.find((one) => one.is_bot && one.app === app.id && one.team === here) ?? botToken;
    const text = world.secrets.write({ kind: 'home', team: bot.team, user, app: app.id });
    const view = { type: 'home', blocks: [section(text)] };
    await world.call(bot, 'views.publish', { user_id: user, view });
    if (what % 2) await act({ type: 'open_home', app: app.id });
  },
  schedule: (turn: Turn) => {
    const { world, channel, botChannel, what } = turn;
    const token = anyToken(turn);
    const { id } = what % 2 ? channel : botChannel;
    const post_at = Math.floor(world.nowMs() / 1000) + 60;
    const { team, user } = token;
    const text = world.secrets.write({ kind: 'scheduled', channel: id, team, user, dueMs: post_at * 1000 });
    return world.call(token, 'chat.scheduleMessage', { channel: id, text, post_at });
  },
  due: ({ world }: Turn) => {
    world.passTime(61_000);
    return world.local.postScheduled();
  },
  upload: async (turn: Turn) => {
    const { world, channel, botChannel, what } = turn;
    const token = anyToken(turn);
    const { id } = what % 2 ? channel : botChannel;
    const { team, user } = token;
    const where = what % 3 ? { channel_id: id } : {};
    const secret = world.secrets.write({ kind: 'file', team, user, ...(what % 3 && { channel: id }) });
    const file = { filename: `${secret}.txt`, length: secret.length };
    const { upload_url, file_id } = await world.call(token, 'files.getUploadURLExternal', file);
    await fetch(String(upload_url), { method: 'POST', body: secret });
    const files = [{ id: file_id, title: secret }];
    await world.call(token, 'files.completeUploadExternal', { files, ...where });
  },
};
