import type { BotFacts, ChannelFacts, TeamFacts, UserFacts } from '../entities/index.js';
import type { Installation } from '../installations/index.js';

interface Identified {
  id: string;
  /** False while nothing but the id is known. */
  resolved: boolean;
}
interface OfTeam extends Identified {
  /** The workspace that the app sees it from; a person's own workspace where that is known. */
  team_id: string;
}

export interface User extends Omit<UserFacts, 'home_team_id'>, OfTeam {}
export interface Channel extends ChannelFacts, OfTeam {}
export interface Bot extends BotFacts, OfTeam {}
export interface Team extends TeamFacts, Identified {}

/** Who and where a payload speaks of. */
export interface Context {
  installation: Partial<Installation>;
  team: Team | undefined;
  enterprise: { id: string; name: string | undefined } | undefined;
  user: User | undefined;
  channel: Channel | undefined;
  /** The bot that wrote the message, where one did. */
  bot: Bot | undefined;
}
