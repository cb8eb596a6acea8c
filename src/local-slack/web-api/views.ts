import { isObject } from '../../base/index.js';
import { toViewPayload } from '../block-kit/check-view.js';
import { getUser } from '../state/find.js';
import { refusal } from '../state/refusal.js';
import { claimTrigger } from '../state/triggers.js';
import { checkHash, findView, openModal, publishHome, pushModal, updateView } from '../state/views.js';
import type { MethodCall, Methods } from './method.js';

export const views: Methods = {
  'views.open': (call) => {
    const payload = modalOf(call);
    return { view: openModal(call.workspace, claimTriggerOf(call), payload) };
  },

  'views.push': (call) => {
    const payload = modalOf(call);
    return { view: pushModal(call.workspace, claimTriggerOf(call), payload) };
  },

  'views.update': ({ workspace, args }) => {
    const given = args.findJson('view');
    const found = findView(workspace, {
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
    checkExternalId(workspace, payload.external_id, found.view.id);
    return { view: updateView(workspace, found.view, payload) };
  },

  'views.publish': ({ workspace, args }) => {
    const user = getUser(workspace, args.get('user_id'));
    if (user.is_bot) throw refusal('not_enabled', 'A bot has no App Home.');
    const payload = toViewPayload(args.findJson('view'), 'home');
    return { view: publishHome(workspace, user.id, payload, args.find('hash')) };
  },
};

function modalOf({ workspace, args }: MethodCall) {
  args.get('trigger_id');
  const given = args.findJson('view');
  if (isObject(given) && given.type === 'home') {
    throw refusal('invalid_arguments', 'Use views.publish for an App Home.', [
      '[ERROR] unsupported type: home [json-pointer:/view/type]',
    ]);
  }
  const payload = toViewPayload(given, 'modal');
  checkExternalId(workspace, payload.external_id, undefined);
  return payload;
}

function claimTriggerOf({ workspace, args }: MethodCall): string {
  return claimTrigger(workspace, args.get('trigger_id'));
}

function checkExternalId(
  workspace: MethodCall['workspace'],
  external_id: string | undefined,
  except: string | undefined,
) {
  const other = external_id ? findView(workspace, { external_id }) : undefined;
  if (other && other.view.id !== except) {
    throw refusal('duplicate_external_id', `Another open view has the external_id '${external_id}'.`);
  }
}
