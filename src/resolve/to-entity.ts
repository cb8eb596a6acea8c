import type { BotFacts, ChannelFacts, Knowledge, TeamFacts, UserFacts } from '../entities/index.js';
import type { Bot, Channel, Team, User } from './context.js';

/** The ids of an entity that was looked up, and what is known about it. */
interface Found<K extends 'user' | 'channel' | 'team' | 'bot'> {
  team_id: string;
  id: string;
  known: Knowledge<K> | undefined;
}

const NOTHING: UserFacts & ChannelFacts & TeamFacts & BotFacts = {};

export function toUser({ team_id, id, known }: Found<'user'>): User {
  const { home_team_id, ...facts } = known?.facts ?? NOTHING;
  return { ...facts, id, team_id: home_team_id ?? team_id, resolved: known !== undefined };
}

export function toChannel({ team_id, id, known }: Found<'channel'>): Channel {
  return { ...known?.facts, id, team_id, resolved: known !== undefined };
}

export function toTeam({ id, known }: Omit<Found<'team'>, 'team_id'>): Team {
  return { ...known?.facts, id, resolved: known !== undefined };
}

export function toBot({ team_id, id, known }: Found<'bot'>): Bot {
  return { ...known?.facts, id, team_id, resolved: known !== undefined };
}
