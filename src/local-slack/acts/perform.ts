import type { Act, Result } from '../protocol.js';
import { getUser } from '../state/find.js';
import { refusal } from '../state/refusal.js';
import type { Acts, Doing, Scene } from './act.js';
import { appActs } from './app-acts.js';
import { channelActs } from './channel-acts.js';
import { elementActs } from './element-acts.js';
import { messageActs } from './message-acts.js';
import { modalActs } from './modal-acts.js';

const acts: Acts = { ...messageActs, ...channelActs, ...elementActs, ...modalActs, ...appActs };

/**
 * Carries out an act of a person. Acts from the page and acts from a test both come through here.
 *
 * @returns the outcome: `ok: false` if the app failed or answered with errors
 * @throws refusal if Slack would not let the person do this
 */
export async function perform(scene: Scene, as: string, act: Act): Promise<Result> {
  const person = getUser(scene.workspace, as);
  if (person.is_bot) throw refusal('not_a_person', `${person.name} is a bot. Act as a person instead.`);
  if (!(act.type in acts)) throw refusal('unknown_act', `'${act.type}' is not an act.`);
  const run = acts[act.type] as (doing: Doing<Act['type']>) => Result | Promise<Result>;
  return run({ scene, person, act });
}
