import type {
  GetChannelRequest,
  GetChannelResponse,
  GetTeamRequest,
  GetTeamResponse,
  GetUserRequest,
  GetUserResponse,
} from '../gen/havoc/v1/entities.js';
import { EntitiesService } from '../gen/havoc/v1/entities.js';
import type { Logger } from '../log/index.js';
import type { Resolved, Resolver } from '../resolve/index.js';
import { idOf } from './id-of.js';
import type { Service } from './server.js';
import { toSlackStatus } from './status.js';
import { type Outcome, unary } from './unary.js';

export interface EntitiesServiceOptions {
  resolver: Pick<Resolver, 'user' | 'channel' | 'team'>;
  log: Logger;
}

/** Creates havoc.v1.Entities, which returns entities from havoc's store, or else from Slack. */
export function createEntitiesService({ resolver, log }: EntitiesServiceOptions): Service {
  return {
    definition: EntitiesService,
    implementation: {
      getUser: unary<GetUserRequest, GetUserResponse>(log, async ({ id }, { target }) =>
        outcomeOf(await resolver.user(idOf(id, 'a user'), target), (user) => ({ user })),
      ),
      getChannel: unary<GetChannelRequest, GetChannelResponse>(log, async ({ id }, { target }) =>
        outcomeOf(await resolver.channel(idOf(id, 'a channel'), target), (channel) => ({ channel })),
      ),
      getTeam: unary<GetTeamRequest, GetTeamResponse>(log, async ({ id }, { target }) =>
        outcomeOf(await resolver.team(idOf(id, 'a workspace'), target), (team) => ({ team })),
      ),
    },
  };
}

function outcomeOf<T, Response>(resolved: Resolved<T>, wrap: (entity: T) => Response): Outcome<Response> {
  if (resolved.ok) return { response: wrap(resolved.entity) };
  return { refused: toSlackStatus(resolved.method, resolved.answer) };
}
