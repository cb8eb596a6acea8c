import type { Act, Result } from '../protocol.js';
import { refusal } from '../refusal.js';
import { getUser } from '../workspaces/find.js';
import type { Acts, Doing, Scene } from './act.js';
import { appActs } from './app-acts.js';
import { channelActs } from './channel-acts.js';
import { elementActs } from './element-acts.js';
import { installationActs } from './installation-acts.js';
import { messageActs } from './message-acts.js';
import { modalActs } from './modal-acts.js';
import { readActs } from './read-acts.js';

const acts: Acts = {
  ...messageActs,
  ...channelActs,
  ...elementActs,
  ...modalActs,
  ...appActs,
  ...installationActs,
  ...readActs,
};

/**
 * Carries out an act of a person. Acts from the page and acts from a test both come through here.
 *
 * @returns the outcome: `ok: false` if the app failed or answered with errors
 * @throws refusal if Slack would not let the person do this
 */
export async function perform(scene: Scene, as: string, act: Act): Promise<Result> {
  return (await prepare(scene, as, act))();
}

/**
 * Checks that the person may act at all.
 *
 * @returns a function that carries out the act. The acts of several calls take effect in the order of these calls.
 * @throws refusal `user_not_found`, `not_a_person` or `unknown_act`
 */
export async function prepare(scene: Scene, as: string, act: Act): Promise<() => Promise<Result>> {
  const { id, name, is_bot } = await scene.world.read(scene.team, (workspace) => getUser(workspace, as));
  if (is_bot) throw refusal('not_a_person', `${name} is a bot. Act as a person instead.`);
  if (!Object.hasOwn(acts, act.type)) throw refusal('unknown_act', `'${act.type}' is not an act.`);
  const run = acts[act.type] as (doing: Doing<Act['type']>) => Promise<Result>;
  return () => run({ scene, person: id, act });
}
