import { randomInt } from 'node:crypto';
import { randomText } from '../ids.js';
import { refusal } from '../refusal.js';
import { placeOf } from '../store/collection.js';
import { tenantOf, triggers } from '../world/collections.js';
import type { WritableWorkspace } from '../world/workspace.js';
import type { Installed } from './installed.js';
import type { Asking } from './payloads.js';

const LIVES_MS = 3000;
/** How long an expired trigger_id is remembered, so that its refusal can say that it has expired. */
const REMEMBERED_MS = 60_000;

/**
 * Creates a trigger_id for one view within 3 s. docs.slack.dev/interactivity/handling-user-interaction
 *
 * @param workspace that of the person
 */
export async function newTrigger(
  { db, team, now }: WritableWorkspace,
  { app, installation, user }: Asking,
): Promise<string> {
  const at = now().getTime();
  for (const { id } of await db.list(triggers, 'expiry', '', { to: placeOf(at - REMEMBERED_MS) }))
    db.remove(triggers, id);
  const id = `${randomInt(1e12, 1e13)}.${randomInt(1e12, 1e13)}.${randomText(32)}`;
  const about = { app: app.id, installed_in: tenantOf(installation), team: team.id, user };
  db.put(triggers, { id, ...about, expires_at: at + LIVES_MS, is_used: false });
  return id;
}

/**
 * Uses up a trigger_id.
 *
 * @param installed whose token the app uses
 * @returns the person for whom it opens a view, and the workspace of the person
 * @throws refusal `invalid_trigger_id`, `expired_trigger_id` or `exchanged_trigger_id`
 */
export async function claimTrigger(
  { db, now }: WritableWorkspace,
  { app, installation }: Installed,
  id: string,
): Promise<{ user: string; team: string }> {
  const trigger = await db.find(triggers, id);
  if (trigger?.app !== app.id || trigger.installed_in !== tenantOf(installation))
    throw refusal('invalid_trigger_id', 'No payload for this app contained this trigger_id.');
  if (trigger.is_used) {
    throw refusal(
      'exchanged_trigger_id',
      'This trigger_id has already opened a view. Each one opens a single view.',
    );
  }
  if (now().getTime() > trigger.expires_at) {
    throw refusal('expired_trigger_id', 'This trigger_id is older than 3 seconds. Open the view sooner.');
  }
  db.put(triggers, { ...trigger, is_used: true });
  return { user: trigger.user, team: trigger.team };
}
