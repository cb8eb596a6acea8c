import type { SeenChannel, SeenMessage } from '../../../src/local-slack/index.js';
import type { Json } from '../../../src/local-slack/model.js';
import type { TestApp } from './app.js';
import { channelsOf } from './model.js';
import type { Tab } from './tab.js';
import type { TestWorld, Token } from './world.js';

/** The random numbers of a step. They choose among what exists. */
export interface Dice {
  who: number;
  where: number;
  what: number;
  other: number;
}

/** What a step is about. Often it is something that Slack refuses. */
export interface Turn extends Dice {
  world: TestWorld;
  /** A number that no other step of the run has. */
  index: number;
  tab: Tab;
  /** The token of the tab's person. */
  own: Token;
  app: TestApp;
  /** A bot of the app. */
  bot: TestApp['bots'][number];
  /** The token of the bot. */
  botToken: Token;
  /** A channel of the person, or any channel of the world. */
  channel: SeenChannel;
  /** A channel of the bot, or any channel of the world. */
  botChannel: SeenChannel;
  /** A person or a bot, perhaps of another workspace. */
  user: string;
}

export function turnOf(world: TestWorld, dice: Dice, index: number): Turn {
  const tab = pick(world.tabs, dice.who);
  const app = pick(world.apps, dice.other);
  const bot = pick(app.bots, dice.who);
  const isOwn = (token: Token, { team, user }: { team: string; user: string }) =>
    token.team === team && token.user === user;
  const tokensOf = (of: { team: string; user: string }) => world.tokens.filter((token) => isOwn(token, of));
  return {
    ...dice,
    world,
    index,
    tab,
    own: pick(tokensOf(tab), dice.other),
    app,
    bot,
    botToken: pick(tokensOf(bot), 0),
    channel: channelFor(world, dice.where, tab),
    botChannel: channelFor(world, dice.where, bot),
    user: pick([...world.tabs, ...world.apps.flatMap(({ bots }) => bots)], dice.other).user,
  };
}

/** Three times out of four a channel that has this user as a member; otherwise any channel. */
export function channelFor(
  world: TestWorld,
  at: number,
  { team, user }: { team: string; user: string },
): SeenChannel {
  const all = channelsOf(world.local);
  const own = all.filter(({ teams, members }) => teams.includes(team) && members.includes(user));
  return pick(at % 4 > 0 && own.length > 0 ? own : all, Math.floor(at / 4));
}

export function pick<T>(all: readonly T[], at: number): T {
  const found = all[at % all.length];
  if (found === undefined) throw new Error('There is nothing to choose from.');
  return found;
}

/** A message of the channel; undefined if it has none. With `by`, one of this user's if there is one. */
export function messageIn(
  { local }: TestWorld,
  { id, teams }: SeenChannel,
  { at, by }: { at: number; by?: string },
): SeenMessage | undefined {
  const all = local.workspace(teams[0] ?? '').messages(id);
  const own = all.filter(({ user }) => user === by);
  const some = own.length > 0 ? own : all;
  return some.length > 0 ? pick(some.toReversed(), at) : undefined;
}

export const section = (text: string): Json => ({ type: 'section', text: { type: 'mrkdwn', text } });
