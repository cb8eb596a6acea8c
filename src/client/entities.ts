import { type Channel, EntitiesService, type Team, type User } from '../gen/havoc/v1/entities.js';
import type { CallOptions, Target, Unary } from './channel.js';

/** What havoc knows of people, channels and workspaces; what it does not know it asks of Slack. */
export interface Entities {
  /** @throws HavocError (not_found) when Slack knows no such user */
  getUser(id: string, options?: CallOptions): Promise<User>;
  /** @throws HavocError (not_found) when Slack shows the app no such channel */
  getChannel(id: string, options?: CallOptions): Promise<Channel>;
  /** @throws HavocError (not_found) when Slack knows no such workspace */
  getTeam(id: string, options?: CallOptions): Promise<Team>;
  /** The same, for another installation. What is not given stays as it is. */
  for(target: Target): Entities;
}

export function createEntities(unary: Unary, target: Target = {}): Entities {
  const { getUser, getChannel, getTeam } = EntitiesService;
  return {
    async getUser(id, options) {
      const { user } = await unary(getUser, { id }, { name: 'entities.getUser', target, options });
      return user ?? { id };
    },
    async getChannel(id, options) {
      const { channel } = await unary(getChannel, { id }, { name: 'entities.getChannel', target, options });
      return channel ?? { id };
    },
    async getTeam(id, options) {
      const { team } = await unary(getTeam, { id }, { name: 'entities.getTeam', target, options });
      return team ?? { id };
    },
    for: (other) => createEntities(unary, { ...target, ...other }),
  };
}
