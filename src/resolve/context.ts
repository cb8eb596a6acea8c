import type { BotFacts, ChannelFacts, TeamFacts, UserFacts } from '../entities/index.js';
import type { Installation } from '../installations/index.js';

interface Identified {
  id: string;
  /** False while only the id is known. */
  resolved: boolean;
}
interface OfTeam extends Identified {
  /** The workspace through which the app sees the entity; for a user, their own workspace if known. */
  team_id: string;
}

export interface User extends Omit<UserFacts, 'home_team_id'>, OfTeam {}
export interface Channel extends ChannelFacts, OfTeam {}
export interface Bot extends BotFacts, OfTeam {}
export interface Team extends TeamFacts, Identified {}

/** The installation, users and places that a payload is about. */
export interface Context {
  installation: Partial<Installation>;
  team: Team | undefined;
  enterprise: { id: string; name: string | undefined } | undefined;
  user: User | undefined;
  channel: Channel | undefined;
  /** The bot that wrote the message, if a bot did. */
  bot: Bot | undefined;
}
