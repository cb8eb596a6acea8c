import {
  type Bot as ContractBot,
  type Channel as ContractChannel,
  type Enterprise as ContractEnterprise,
  type Team as ContractTeam,
  type User as ContractUser,
  EntitiesService,
} from '../gen/havoc/v1/entities.js';
import { tracedAll } from './caller.js';
import type { CallOptions, Target, Unary } from './channel.js';

type Known<Entity> = Omit<Entity, 'id'> & { id: string };
/**
 * A person or a bot user. `resolved` is false while havoc knows only the id.
 *
 * @example
 * ```ts
 * import type { User } from '@havoc/client';
 *
 * export const nameOf = (user: User) => user.real_name ?? user.id;
 * ```
 */
export type User = Known<ContractUser>;
/**
 * A conversation of any kind. `resolved` is false while havoc knows only the id.
 *
 * @example
 * ```ts
 * havoc.event('reaction_added', async ({ channel, log }) => log.info(`In ${channel.name ?? channel.id}`));
 * ```
 */
export type Channel = Known<ContractChannel>;
/**
 * A workspace. `resolved` is false while havoc knows only the id.
 *
 * @example
 * ```ts
 * havoc.command('/where', async ({ team, reply }) => reply(`This is ${team?.name ?? team?.id}.`));
 * ```
 */
export type Team = Known<ContractTeam>;
/**
 * An Enterprise organisation. Deliveries have it if the workspace belongs to one.
 *
 * @example
 * ```ts
 * havoc.event('team_join', async ({ enterprise, log }) => log.info(`In organisation ${enterprise?.id ?? 'none'}`));
 * ```
 */
export type Enterprise = Known<ContractEnterprise>;
/**
 * A bot that writes messages. `user_id` is the id of its bot user. `resolved` is false while havoc knows only the id.
 *
 * @example
 * ```ts
 * havoc.message(async ({ bot, log }) => {
 *   if (bot) log.info(`Written by ${bot.name ?? bot.id}, whose user is ${bot.user_id}`);
 * });
 * ```
 */
export type Bot = Known<ContractBot>;

/**
 * Looks up users, channels and workspaces. Havoc stores those that it has seen, and asks Slack for the others.
 *
 * @example
 * ```ts
 * havoc.view('assign', async ({ view, entities, log }) => {
 *   const chosen = view.state.values.who?.user?.selected_user;
 *   if (chosen) log.info(`Assigned to ${(await entities.getUser(chosen)).real_name}`);
 * });
 * ```
 */
export interface Entities {
  /** Gets a user by id. @throws HavocError (not_found) when Slack knows no such user */
  getUser(id: string, options?: CallOptions): Promise<User>;
  /** Gets a channel by id. @throws HavocError (not_found) when Slack shows the app no such channel */
  getChannel(id: string, options?: CallOptions): Promise<Channel>;
  /** Gets a workspace by id. @throws HavocError (not_found) when Slack knows no such workspace */
  getTeam(id: string, options?: CallOptions): Promise<Team>;
  /** The same lookups for another installation. Fields that are not given keep their values. */
  for(target: Target): Entities;
}

export function createEntities(unary: Unary, target: Target = {}): Entities {
  const { getUser, getChannel, getTeam } = EntitiesService;
  const calls: Omit<Entities, 'for'> = {
    async getUser(id, options) {
      const { user } = await unary(getUser, { id }, { name: 'entities.getUser', target, options });
      return { ...user, id: user?.id ?? id };
    },
    async getChannel(id, options) {
      const { channel } = await unary(getChannel, { id }, { name: 'entities.getChannel', target, options });
      return { ...channel, id: channel?.id ?? id };
    },
    async getTeam(id, options) {
      const { team } = await unary(getTeam, { id }, { name: 'entities.getTeam', target, options });
      return { ...team, id: team?.id ?? id };
    },
  };
  return { ...tracedAll(calls), for: (other) => createEntities(unary, { ...target, ...other }) };
}
