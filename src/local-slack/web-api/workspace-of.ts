import type { StoredToken } from '../oauth/stored-token.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import type { Reader } from '../store/transaction.js';
import { channels, files, installations, tenantOf, triggers, users, views } from '../world/collections.js';
import type { Args } from './args.js';

/**
 * The methods for which an org-wide token must name a workspace.
 * docs.slack.dev/enterprise/developing-for-enterprise-orgs#methods
 */
const NEED_TEAM = new Set([
  'bots.info',
  'chat.scheduledMessages.list',
  'conversations.create',
  'conversations.list',
  'files.list',
  'reactions.list',
  'team.profile.get',
  'users.conversations',
  'users.list',
]);

/**
 * The workspace in which a call acts. A token of a workspace ignores `team_id`. A token of an organisation acts in the
 * workspace of `team_id`, or else in one that has the conversation, person, file or view which the call names.
 *
 * @throws refusal `missing_argument` or `team_access_not_granted`
 */
export async function workspaceOf(
  db: Reader,
  { method, args, token }: { method: string; args: Args; token: StoredToken },
): Promise<string> {
  if (token.team !== undefined) return token.team;
  const installation = await db.find(installations, keyOf(tenantOf(token), token.app));
  const granted = installation?.team_access_granted ?? [];
  const named = args.find('team_id');
  if (!named && NEED_TEAM.has(method)) {
    throw refusal('missing_argument', `With an org-wide token, ${method} needs team_id.`, [
      '[ERROR] missing required field: team_id',
    ]);
  }
  const candidates = named ? [named] : ((await teamsNamedBy(db, args, granted)) ?? granted);
  const team = granted.find((id) => candidates.includes(id));
  if (team !== undefined) return team;
  throw refusal(
    'team_access_not_granted',
    'The app has no access to this workspace. Let an admin of the organisation add it.',
  );
}

/** The workspaces that have what the call names; undefined if it names nothing that belongs to certain workspaces. */
async function teamsNamedBy(
  db: Reader,
  args: Args,
  granted: readonly string[],
): Promise<string[] | undefined> {
  const channel = await db.find(channels, args.find('channel') ?? args.find('channel_id') ?? '');
  if (channel) return channel.teams;
  const file = await db.find(files, args.find('file') ?? '');
  if (file) return [file.team];
  // A person of another organisation may have opened the view, and an App Home is the same in all workspaces.
  const trigger = await db.find(triggers, args.find('trigger_id') ?? '');
  const shown = await db.find(views, args.find('view_id') ?? '');
  const team = (trigger ?? shown)?.team;
  if (team !== undefined && granted.includes(team)) return [team];
  const person = args.find('user') ?? args.find('user_id') ?? args.ids('users')[0] ?? args.find('channel');
  const known = person ? await db.list(users, 'id', person) : [];
  return known.length > 0 ? known.map(({ team_id }) => team_id) : undefined;
}
