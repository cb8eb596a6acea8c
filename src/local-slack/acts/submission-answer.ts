import { isObject } from '../../base/index.js';
import type { Push } from '../apps/push.js';
import type { StoredView } from '../apps/stored-view.js';
import { closeFrom, findView, pushModal, updateView } from '../apps/views.js';
import { toViewPayload } from '../block-kit/check-view.js';
import type { View } from '../model.js';
import type { Result } from '../protocol.js';
import { findRefusal, refusal } from '../refusal.js';
import type { WritableWorkspace } from '../world/workspace.js';
import type { Scene } from './act.js';
import { getViewApp } from './asked-app.js';

/** What Slack shows in a modal whose submission failed. */
export const TROUBLE = 'We had some trouble connecting. Try again?';

/** A submission that the app has answered. */
interface Answered {
  push: Push;
  /** The modal as it was submitted. */
  stored: StoredView;
  answer: unknown;
}

/** Applies the app's answer to a submission. The modal stays open if Slack would reject the answer. */
export async function applySubmissionAnswer(
  { world, team }: Scene,
  { push, stored, answer }: Answered,
): Promise<Result> {
  try {
    return await world.change(team, async (workspace) => {
      // The app may have updated the view before it answered.
      const current = await findView(workspace, stored.view.id);
      return react(workspace, { stored: current ?? stored, isOpen: current !== undefined }, answer);
    });
  } catch (thrown) {
    const refused = findRefusal(thrown);
    if (!refused) throw thrown;
    push.problem = refused.text;
    return { ok: false, error: refused.error, text: TROUBLE };
  }
}

async function react(
  workspace: WritableWorkspace,
  { stored, isOpen }: { stored: StoredView; isOpen: boolean },
  answer: unknown,
): Promise<Result> {
  const { user, view } = stored;
  if (answer === undefined || (isObject(answer) && Object.keys(answer).length === 0)) {
    await closeFrom(workspace, user, view.id);
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
    case 'update': {
      const payload = toViewPayload(answer.view, 'modal');
      if (isOpen) await updateView(workspace, stored, payload);
      return { ok: true };
    }
    case 'push':
      await pushModal(
        workspace,
        { ...(await getViewApp(workspace, stored)), user, team: stored.team },
        toViewPayload(answer.view, 'modal'),
      );
      return { ok: true };
    case 'clear':
      await closeFrom(workspace, user, view.root_view_id);
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
