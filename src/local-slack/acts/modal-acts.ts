import { elementsOf, findInputErrors, withValues } from '../../block-kit/index.js';
import { findInstalledAt } from '../apps/installed-at.js';
import { type Asking, payloadFrame } from '../apps/payloads.js';
import { newResponseUrl } from '../apps/response-urls.js';
import type { StoredView } from '../apps/stored-view.js';
import { newTrigger } from '../apps/triggers.js';
import { closeFrom, keepValues, stackOf } from '../apps/views.js';
import type { App, Json, View } from '../model.js';
import type { Result } from '../protocol.js';
import { refusal } from '../refusal.js';
import { findChannel } from '../workspaces/find.js';
import type { Workspace, WritableWorkspace } from '../world/workspace.js';
import type { Acts, Doing } from './act.js';
import { getViewApp } from './asked-app.js';
import { failureOf } from './failure.js';
import { applySubmissionAnswer, TROUBLE } from './submission-answer.js';

/** Acts on modals. */
export const modalActs: Acts<'submit' | 'close_view'> = {
  submit: async (doing) => {
    const { world, pusher, team } = doing.scene;
    const asked = await world.change(team, (workspace) => takeSubmission(workspace, doing));
    if ('invalid' in asked) return asked.invalid;
    const { app, stored, body } = asked;
    const { push, attempt } = await pusher.ask(app, 'view_submission', body);
    const failed = failureOf(attempt);
    if (failed) return { ...failed, text: TROUBLE };
    return applySubmissionAnswer(doing.scene, { push, stored, answer: attempt?.answer });
  },

  close_view: async ({ scene: { world, pusher, team }, person, act }) => {
    const bodies = await world.change(team, async (workspace) => {
      const { stored, stack } = await getModal(workspace, person, act.view_id);
      const is_cleared = act.all === true || stored.view.clear_on_close;
      const bottom = stack[0] ?? stored;
      const closed = await closeFrom(workspace, person, (is_cleared ? bottom : stored).view.id);
      const told = closed.filter(({ view }) => view.notify_on_close);
      const asked = await Promise.all(told.map((one) => closedPayload(workspace, one, is_cleared)));
      return asked.flatMap((one) => one ?? []);
    });
    await Promise.all(bodies.map(({ app, body }) => pusher.ask(app, 'view_closed', body)));
    return { ok: true };
  },
};

/** What the app is told of a view that the person has closed; undefined if the app is not installed any more. */
async function closedPayload(
  workspace: Workspace,
  { app: id, user, view }: StoredView,
  is_cleared: boolean,
): Promise<{ app: App; body: Json } | undefined> {
  const at = { tenant: view.app_installed_team_id, app: id };
  const installed = await findInstalledAt(workspace.db, at);
  if (!installed) return undefined;
  const frame = await payloadFrame(workspace, 'view_closed', { ...installed, user });
  return { app: installed.app, body: { ...frame, view, is_cleared } };
}

type AskedSubmission = { invalid: Result } | { app: App; stored: StoredView; body: Json };

/** Stores the values of the inputs, and checks them as Slack's client does. */
async function takeSubmission(
  workspace: WritableWorkspace,
  { person, act }: Doing<'submit'>,
): Promise<AskedSubmission> {
  const { stored: before, stack } = await getModal(workspace, person, act.view_id);
  if (stack.at(-1) !== before) {
    throw refusal(
      'view_not_on_top',
      'Another modal is open on top of this one. Submit or close that one first.',
    );
  }
  const stored = keepValues(workspace, before, withValues(before.view.state.values, act.values));
  const { view } = stored;
  const errors = findInputErrors(view.blocks, view.state.values);
  if (errors) return { invalid: { ok: false, error: 'unfilled', errors } };
  const asking = { ...(await getViewApp(workspace, stored)), user: person };
  const body: Json = {
    ...(await payloadFrame(workspace, 'view_submission', asking)),
    trigger_id: await newTrigger(workspace, asking),
    view,
    response_urls: await responseUrls(workspace, asking, view),
  };
  return { app: asking.app, stored, body };
}

/** The open modal, and the stack that it is in. @throws refusal `not_found` */
async function getModal(
  workspace: Workspace,
  user: string,
  id: string,
): Promise<{ stored: StoredView; stack: StoredView[] }> {
  const stack = await stackOf(workspace, user);
  const stored = stack.find(({ view }) => view.id === id);
  if (!stored) throw refusal('not_found', `${user} has no open modal ${id}. It may have been closed.`);
  return { stored, stack };
}

/** One entry for each menu with `response_url_enabled`. docs.slack.dev/reference/block-kit/block-elements */
async function responseUrls(
  workspace: WritableWorkspace,
  asking: Asking,
  { blocks, state }: View,
): Promise<Json[]> {
  const urls: Json[] = [];
  for (const { block_id, action_id, element } of elementsOf(blocks)) {
    const held = state.values[block_id]?.[action_id];
    const channel_id = held?.selected_conversation ?? held?.selected_channel;
    const channel = typeof channel_id === 'string' ? await findChannel(workspace, channel_id) : undefined;
    if (element.response_url_enabled !== true || !channel) continue;
    const response_url = await newResponseUrl(workspace, 'actions', { asking, channel });
    urls.push({ block_id, action_id, channel_id, response_url });
  }
  return urls;
}
