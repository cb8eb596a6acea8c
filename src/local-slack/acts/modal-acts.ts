import { isObject } from '../../base/index.js';
import { elementsOf, findInputErrors, withValues } from '../../block-kit/index.js';
import { toViewPayload } from '../block-kit/check-view.js';
import type { Json, View } from '../model.js';
import type { Result } from '../protocol.js';
import { payloadFrame } from '../push/payloads.js';
import type { Push } from '../push/push.js';
import { findRefusal, refusal } from '../state/refusal.js';
import { newResponseUrl } from '../state/response-urls.js';
import { newTrigger } from '../state/triggers.js';
import { closeFrom, modalsOf, pushModal, updateView } from '../state/views.js';
import type { Workspace } from '../state/workspace.js';
import type { Acts, Scene } from './act.js';
import { failureOf } from './failure.js';

const TROUBLE = 'We had some trouble connecting. Try again?';

/** Acts on modals. */
export const modalActs: Acts<'submit' | 'close_view'> = {
  submit: async ({ scene: { workspace, pusher }, person, act }) => {
    const view = getModal(workspace, person.id, act.view_id);
    if (modalsOf(workspace, person.id).at(-1) !== view) {
      throw refusal(
        'view_not_on_top',
        'Another modal is open on top of this one. Submit or close that one first.',
      );
    }
    view.state = { values: withValues(view.state.values, act.values) };
    const errors = findInputErrors(view.blocks, view.state.values);
    if (errors) return { ok: false, error: 'unfilled', errors };
    const body: Json = structuredClone({
      ...payloadFrame(workspace, 'view_submission', person.id),
      trigger_id: newTrigger(workspace, person.id),
      view,
      response_urls: responseUrls(workspace, person.id, view),
    });
    const { push, attempt } = await pusher.ask('view_submission', body);
    const failed = failureOf(attempt);
    return failed
      ? { ...failed, text: TROUBLE }
      : answered(workspace, person.id, view, { push, answer: attempt?.answer });
  },

  close_view: async ({ scene, person, act }) => {
    const { workspace } = scene;
    const view = getModal(workspace, person.id, act.view_id);
    const all = act.all === true || view.clear_on_close;
    const bottom = modalsOf(workspace, person.id)[0] ?? view;
    const closed = closeFrom(workspace, person.id, all ? bottom.id : view.id);
    await Promise.all(
      closed.filter((one) => one.notify_on_close).map((one) => tellClosed(scene, person.id, one, all)),
    );
    return { ok: true };
  },
};

function getModal(workspace: Workspace, user: string, id: string): View {
  const view = modalsOf(workspace, user).find((one) => one.id === id);
  if (!view) throw refusal('not_found', `${user} has no open modal ${id}. It may have been closed.`);
  return view;
}

/** One entry for each menu with `response_url_enabled`. docs.slack.dev/reference/block-kit/block-elements */
function responseUrls(workspace: Workspace, user: string, { blocks, state }: View): Json[] {
  return elementsOf(blocks).flatMap(({ block_id, action_id, element }) => {
    const held = state.values[block_id]?.[action_id];
    const channel_id = held?.selected_conversation ?? held?.selected_channel;
    if (element.response_url_enabled !== true || !channel_id) return [];
    const response_url = newResponseUrl(workspace, 'actions', { user, channel: channel_id });
    return [{ block_id, action_id, channel_id, response_url }];
  });
}

async function tellClosed(
  { workspace, pusher }: Scene,
  user: string,
  view: View,
  is_cleared: boolean,
): Promise<void> {
  const body = structuredClone({ ...payloadFrame(workspace, 'view_closed', user), view, is_cleared });
  await pusher.ask('view_closed', body);
}

/** Applies the app's answer to a submission. The modal stays open if Slack would reject the answer. */
function answered(
  workspace: Workspace,
  user: string,
  view: View,
  { push, answer }: { push: Push; answer: unknown },
): Result {
  try {
    return react(workspace, user, view, answer);
  } catch (thrown) {
    const refused = findRefusal(thrown);
    if (!refused) throw thrown;
    push.problem = refused.text;
    return { ok: false, error: refused.error, text: TROUBLE };
  }
}

function react(workspace: Workspace, user: string, view: View, answer: unknown): Result {
  if (answer === undefined || (isObject(answer) && Object.keys(answer).length === 0)) {
    closeFrom(workspace, user, view.id);
    return { ok: true };
  }
  if (!isObject(answer)) {
    throw refusal(
      'invalid_answer',
      'The app must answer a view_submission with an empty body, or with JSON that has a response_action.',
    );
  }
  switch (answer.response_action) {
    case 'errors':
      return { ok: false, error: 'errors', errors: toErrors(view, answer.errors) };
    case 'update':
      updateView(workspace, view, toViewPayload(answer.view, 'modal'));
      return { ok: true };
    case 'push':
      pushModal(workspace, user, toViewPayload(answer.view, 'modal'));
      return { ok: true };
    case 'clear':
      closeFrom(workspace, user, view.root_view_id);
      return { ok: true };
    default:
      throw refusal(
        'invalid_answer',
        `'${String(answer.response_action)}' is not a response_action. Use errors, update, push or clear.`,
      );
  }
}

function toErrors(view: View, errors: unknown): Record<string, string> {
  const inputs = view.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id);
  const entries = isObject(errors) ? Object.entries(errors) : [];
  const unknown = entries.map(([id]) => id).filter((id) => !inputs.includes(id));
  if (entries.length === 0 || unknown.length > 0) {
    const wrong =
      unknown.length > 0 ? `These are not input blocks: ${unknown.join(', ')}.` : 'There are no entries.';
    throw refusal(
      'invalid_errors',
      `errors must map the block_ids of input blocks to texts. ${wrong} Input blocks: ${inputs.join(', ') || 'none'}.`,
    );
  }
  return Object.fromEntries(entries.map(([id, text]) => [id, String(text)]));
}
