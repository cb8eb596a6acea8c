import type { Json, Message } from '../model.js';
import { keyOf } from '../store/collection.js';
import type { Reader } from '../store/transaction.js';
import { organisationOf } from '../workspaces/sharing.js';
import { users } from '../world/collections.js';
import { getTeam } from '../world/team.js';
import type { Installed } from './installed.js';

/**
 * Returns the fields that Slack adds to a message whose author is not of the organisation of the installation.
 * docs.slack.dev/apis/slack-connect, docs.slack.dev/enterprise/developing-for-enterprise-orgs
 *
 * @returns no fields for any other message
 */
export async function foreignAuthorFields(
  db: Reader,
  { installation }: Installed,
  { user: id, team }: Pick<Message, 'user' | 'team'>,
): Promise<Json> {
  const user = id && team ? await db.find(users, keyOf(team, id)) : undefined;
  if (!user || user.is_bot) return {};
  const home = organisationOf(await getTeam(db, user.team_id));
  const own = installation.team === undefined ? undefined : await getTeam(db, installation.team);
  if (home === (own ? organisationOf(own) : installation.enterprise)) return {};
  const { name, profile, is_restricted, is_ultra_restricted } = user;
  const { avatar_hash, image_72, first_name, real_name, display_name } = profile;
  return {
    user_team: home,
    source_team: home,
    user_profile: {
      avatar_hash,
      image_72,
      first_name,
      real_name,
      display_name,
      team: home,
      name,
      is_restricted,
      is_ultra_restricted,
    },
  };
}
