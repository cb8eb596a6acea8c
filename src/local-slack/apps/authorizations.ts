import type { Installation, Json } from '../model.js';
import { keyOf } from '../store/collection.js';
import type { Reader } from '../store/transaction.js';
import { parseObject } from '../web-api/read-body.js';
import { channels, installations, memberships, teams, tenantOf, tokens } from '../world/collections.js';
import { hasBot } from './installed.js';

/** The ids in the `event_context` of an event. */
export interface EventContext {
  app: string;
  /** The workspace of the event. */
  team: string;
  channel: string | undefined;
}

/** Reads the `event_context` of an event; undefined if the text is not one. */
export function readEventContext(text: string): EventContext | undefined {
  const [, encoded = ''] = /^4-([\w-]+)$/.exec(text) ?? [];
  const { aid, tid, cid } = parseObject(Buffer.from(encoded, 'base64url').toString()) ?? {};
  if (typeof aid !== 'string' || typeof tid !== 'string') return undefined;
  return { app: aid, team: tid, channel: typeof cid === 'string' ? cid : undefined };
}

/**
 * Lists the bots and people through whom an app can see an event: the bots and people in its channel. If no bot is in
 * the channel, lists all bots in its workspaces.
 */
export async function authorizationsOf(db: Reader, context: EventContext): Promise<Json[]> {
  const channel = context.channel === undefined ? undefined : await db.find(channels, context.channel);
  const places = channel?.teams ?? [context.team];
  const all = await installationsIn(db, context.app, places);
  const isIn = async (user: string) =>
    channel !== undefined && (await db.find(memberships, keyOf(channel.id, user))) !== undefined;
  const bots = all.filter(hasBot);
  const inChannel = await Promise.all(bots.map(({ bot_user_id }) => isIn(bot_user_id)));
  const seeing = inChannel.includes(true) ? bots.filter((_, index) => inChannel[index]) : bots;
  const found = await Promise.all(seeing.map((one) => toAuthorization(db, one, one.bot_user_id)));
  for (const one of all) {
    const people = await peopleOf(db, one);
    for (const user of people)
      if (await isIn(user)) found.push({ ...(await toAuthorization(db, one, user)), is_bot: false });
  }
  return found;
}

/** The installations of the app that concern these workspaces. */
async function installationsIn(db: Reader, app: string, places: readonly string[]): Promise<Installation[]> {
  const all = await db.list(installations, 'app', app);
  return all.filter(({ team, team_access_granted }) =>
    (team === undefined ? team_access_granted : [team]).some((id) => places.includes(id)),
  );
}

/** The people who have given the app a token, and have not taken it back. */
async function peopleOf(db: Reader, installation: Installation): Promise<string[]> {
  const all = await db.list(tokens, 'installation', keyOf(tenantOf(installation), installation.app));
  const users = all.filter(({ kind, ended }) => kind === 'user' && !ended);
  return [...new Set(users.map(({ user }) => user))];
}

async function toAuthorization(
  db: Reader,
  { team, enterprise, is_enterprise_install }: Installation,
  user_id: string,
): Promise<Json> {
  const owner = team === undefined ? enterprise : (await db.find(teams, team))?.enterprise_id;
  return {
    enterprise_id: owner ?? null,
    team_id: team ?? null,
    user_id,
    is_bot: true,
    is_enterprise_install,
  };
}
