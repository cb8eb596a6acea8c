import { isObject } from '../../../src/base/index.js';
import type { Json, View } from '../../../src/local-slack/model.js';
import { channelFor, type Dice, messageIn, pick } from './turn.js';
import type { TestWorld, Token } from './world.js';

/** Asks for everything with one token: about any channel, message, file, person and view. All answers are observed. */
export async function look(
  worlds: readonly TestWorld[],
  world: TestWorld,
  token: Token,
  dice: Dice,
): Promise<void> {
  const channel = channelFor(world, dice.where, token);
  const ts = messageIn(world, channel, { at: dice.what })?.ts ?? '1.000000';
  const user = pick(world.tabs, dice.other).user;
  const at = { channel: channel.id };
  const types = 'public_channel,private_channel,im,mpim';
  const call = (method: string, args: object = {}) => world.call(token, method, args);
  await Promise.all([
    call('users.list'),
    call('users.info', { user }),
    call('users.profile.get', { user }),
    call('users.conversations', { user, types }),
    call('conversations.list', { types }),
    call('conversations.info', at),
    call('conversations.members', at),
    call('conversations.history', { ...at, include_all_metadata: true }),
    call('conversations.replies', { ...at, ts }),
    call('reactions.get', { ...at, timestamp: ts }),
    call('reactions.list', { user }),
    call('chat.getPermalink', { ...at, message_ts: ts }),
    call('chat.scheduledMessages.list'),
    lookAtFiles(world, token, dice),
    changeForeignView(worlds, world, token, dice),
    useForeignUrl(worlds, world),
  ]);
}

/** The files of the token, and a file that another token has listed, perhaps one of the same person elsewhere. */
async function lookAtFiles(world: TestWorld, token: Token, { other, what }: Dice): Promise<void> {
  await world.call(token, 'files.list');
  const elsewhere = world.tokens.filter(({ user, team }) => user === token.user && team !== token.team);
  const owners = elsewhere.length > 0 && other % 3 > 0 ? elsewhere : world.tokens;
  const { files } = await world.call(pick(owners, other), 'files.list');
  if (!Array.isArray(files) || files.length === 0) return;
  const { id, url_private } = pick(files as Json[], what);
  await world.call(token, 'files.info', { file: id });
  const headers = { authorization: `Bearer ${token.value}` };
  const response = await fetch(String(url_private), { headers, redirect: 'manual' });
  const { team, user, app } = token;
  world.observe({ kind: 'call', world: world.name, team, user, app }, await response.text());
}

/** No app changes a view of another app, of another installation or of another world. */
async function changeForeignView(
  worlds: readonly TestWorld[],
  world: TestWorld,
  token: Token,
  { what }: Dice,
): Promise<void> {
  const foreign = worlds.flatMap((other) =>
    other.tabs.flatMap((tab) => {
      const { modals, homes } = tab.shown();
      const isOwn = ({ app_id, app_installed_team_id }: View) =>
        other === world && app_id === token.app && app_installed_team_id === token.team;
      return [...modals, ...homes.values()].filter((view) => !isOwn(view));
    }),
  );
  if (foreign.length === 0) return;
  const { id, type } = pick(foreign, what);
  const view = { type, ...(type === 'modal' && { title: { type: 'plain_text', text: 'x' } }), blocks: [] };
  const { ok } = await world.call(token, 'views.update', { view_id: id, view });
  if (ok !== false) throw new Error(`${token.app} in ${token.team} has changed a foreign ${type}.`);
}

/** The response_urls of the other world are unknown here. */
async function useForeignUrl(worlds: readonly TestWorld[], world: TestWorld): Promise<void> {
  const other = worlds.find((one) => one !== world);
  const found = other?.apps.map((app) => app.responseUrl()?.url).find((url) => url !== undefined);
  if (!found) return;
  const body = JSON.stringify({ text: 'from the other world', response_type: 'in_channel' });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(world.local.url + new URL(found).pathname, { method: 'POST', headers, body });
  const answer: unknown = await response.json();
  if (!isObject(answer) || answer.error !== 'invalid_url')
    throw new Error(`World ${world.name} has taken a response_url of world ${other?.name}.`);
}
