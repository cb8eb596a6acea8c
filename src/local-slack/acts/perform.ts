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
 * Lets a person do something; what the page and a test do goes through here alike.
 *
 * @returns how it went: `ok: false` where the app failed or answered with errors
 * @throws refusal where a person could not do that in Slack either
 */
export async function perform(scene: Scene, as: string, act: Act): Promise<Result> {
  const person = getUser(scene.workspace, as);
  if (person.is_bot) throw refusal('not_a_person', `${person.name} is a bot: act as one of the people.`);
  if (!(act.type in acts)) throw refusal('unknown_act', `Nobody knows how to '${act.type}'.`);
  const how = acts[act.type] as (doing: Doing<Act['type']>) => Result | Promise<Result>;
  return how({ scene, person, act });
}
