import { isObject } from '../../base/index.js';
import { claimTrigger } from '../apps/triggers.js';
import {
  checkHash,
  findAppView,
  type Opening,
  openModal,
  publishHome,
  pushModal,
  updateView,
} from '../apps/views.js';
import { toViewPayload } from '../block-kit/check-view.js';
import { refusal } from '../refusal.js';
import { getUser } from '../workspaces/find.js';
import { type ChangingCall, changing, type MethodCall, type Methods } from './method.js';

export const views: Methods = changing({
  'views.open': async (call) => {
    const payload = await modalOf(call);
    return { view: await openModal(call.workspace, await openingOf(call), payload) };
  },

  'views.push': async (call) => {
    const payload = await modalOf(call);
    return { view: await pushModal(call.workspace, await openingOf(call), payload) };
  },

  'views.update': async (call) => {
    const { workspace, installed, args } = call;
    const given = args.findJson('view');
    const found = await findAppView(workspace, installed, {
      view_id: args.find('view_id'),
      external_id: args.find('external_id'),
    });
    if (!found)
      throw refusal(
        'not_found',
        'No open view has this id. The view may have been closed, or the id may be wrong.',
      );
    checkHash(found.view, args.find('hash'));
    const payload = toViewPayload(given, found.view.type);
    await checkExternalId(call, payload.external_id, found.view.id);
    return { view: await updateView(workspace, found, payload) };
  },

  'views.publish': async ({ workspace, installed, args }) => {
    const user = await getUser(workspace, args.get('user_id'));
    if (user.is_bot) throw refusal('not_enabled', 'A bot has no App Home.');
    const payload = toViewPayload(args.findJson('view'), 'home');
    const showing = { ...installed, user: user.id };
    return { view: await publishHome(workspace, showing, payload, args.find('hash')) };
  },
});

async function modalOf(call: MethodCall) {
  const { args } = call;
  args.get('trigger_id');
  const given = args.findJson('view');
  if (isObject(given) && given.type === 'home') {
    throw refusal('invalid_arguments', 'Use views.publish for an App Home.', [
      '[ERROR] unsupported type: home [json-pointer:/view/type]',
    ]);
  }
  const payload = toViewPayload(given, 'modal');
  await checkExternalId(call, payload.external_id, undefined);
  return payload;
}

async function openingOf({ workspace, installed, args }: ChangingCall): Promise<Opening> {
  return { ...installed, ...(await claimTrigger(workspace, installed, args.get('trigger_id'))) };
}

async function checkExternalId(
  { workspace, installed }: MethodCall,
  external_id: string | undefined,
  except: string | undefined,
): Promise<void> {
  const other = external_id && (await findAppView(workspace, installed, { external_id }));
  if (other && other.view.id !== except) {
    throw refusal('duplicate_external_id', `Another open view has the external_id '${external_id}'.`);
  }
}
