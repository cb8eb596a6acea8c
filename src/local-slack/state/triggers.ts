import { randomInt } from 'node:crypto';
import { randomText } from './ids.js';
import { refusal } from './refusal.js';
import type { Workspace } from './workspace.js';

const TRIGGER_LIVES_MS = 3000;

/** Creates a trigger_id for one view within 3 s. docs.slack.dev/interactivity/handling-user-interaction */
export function newTrigger(workspace: Workspace, user: string): string {
  const id = `${randomInt(1e12, 1e13)}.${randomInt(1e12, 1e13)}.${randomText(32)}`;
  workspace.triggers.set(id, { user, expiresAt: workspace.now().getTime() + TRIGGER_LIVES_MS, used: false });
  return id;
}

/**
 * Uses up a trigger_id.
 *
 * @returns the id of the person for whom it opens a view
 * @throws refusal `invalid_trigger_id`, `expired_trigger_id` or `exchanged_trigger_id`
 */
export function claimTrigger(workspace: Workspace, id: string): string {
  const trigger = workspace.triggers.get(id);
  if (!trigger) throw refusal('invalid_trigger_id', 'No payload contained this trigger_id.');
  if (trigger.used) {
    throw refusal(
      'exchanged_trigger_id',
      'This trigger_id has already opened a view. Each one opens a single view.',
    );
  }
  if (workspace.now().getTime() > trigger.expiresAt) {
    throw refusal('expired_trigger_id', 'This trigger_id is older than 3 seconds. Open the view sooner.');
  }
  trigger.used = true;
  return trigger.user;
}
