import type { Channel, Installation } from '../model.js';
import { isLive } from '../oauth/stored-token.js';
import { keyOf } from '../store/collection.js';
import type { Reader } from '../store/transaction.js';
import { tenantOf, tokens } from '../world/collections.js';
import { getTeam } from '../world/team.js';
import type { Workspace } from '../world/workspace.js';
import { hasBot, type Installed, installedIn } from './installed.js';

/** A user for whom an app sees what happens. */
export interface Seer {
  user: string;
  is_bot: boolean;
}

/** An app that may receive an event, for the installation that sees it. */
export interface Receiver extends Installed {
  seer: Seer;
  /** True if the seer was a member of the channel in which it happened, right after it. */
  isIn: boolean;
}

/** True if the user was a member of the channel at the time of a change. */
export type WasMember = (channel: string, user: string) => Promise<boolean>;

/** The apps of the workspaces that a change concerns, each once. */
export type ReceiversOf = (
  wasMember: WasMember,
  where: { team: string; channel: Channel | undefined },
) => Promise<Receiver[]>;

/**
 * Finds the receivers of events in one transaction. It reads the apps of each workspace once.
 *
 * An app that is installed in several of the workspaces receives an event once: for an installation that sees the channel,
 * or else for the one in the workspace of the change.
 */
export function createReceiversOf(workspace: Workspace): ReceiversOf {
  const { db, now } = workspace;
  const appsOf = remember(async (id: string) => installedIn({ ...workspace, team: await getTeam(db, id) }));
  const seersOf = (installation: Installation) => findSeers(db, installation, now().getTime());

  async function toReceiver(
    installed: Installed,
    channel: Channel | undefined,
    wasMember: WasMember,
  ): Promise<Receiver | undefined> {
    const seers = await seersOf(installed.installation);
    for (const seer of channel ? seers : [])
      if (await wasMember(channel?.id ?? '', seer.user)) return { ...installed, seer, isIn: true };
    const [seer] = seers;
    return seer && { ...installed, seer, isIn: false };
  }

  return async (wasMember, { team, channel }) => {
    const byApp = new Map<string, Receiver>();
    for (const id of new Set([team, ...(channel?.teams ?? [])])) {
      for (const installed of await appsOf(id)) {
        const known = byApp.get(installed.app.id);
        const found = known?.isIn ? undefined : await toReceiver(installed, channel, wasMember);
        if (found && (!known || found.isIn)) byApp.set(installed.app.id, found);
      }
    }
    return [...byApp.values()];
  };
}

/** The bot, or if the app has none, the people who have given it a token. */
async function findSeers(db: Reader, installation: Installation, at: number): Promise<Seer[]> {
  if (hasBot(installation)) return [{ user: installation.bot_user_id, is_bot: true }];
  const all = await db.list(tokens, 'installation', keyOf(tenantOf(installation), installation.app));
  const people = all.filter((one) => one.kind === 'user' && isLive(one, at)).map(({ user }) => user);
  return [...new Set(people)].map((user) => ({ user, is_bot: false }));
}

function remember<T>(read: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (id) => {
    const found = known.get(id) ?? read(id);
    known.set(id, found);
    return found;
  };
}
