import { carriedState, initialState } from '../../block-kit/index.js';
import { fillBlockIds } from '../block-kit/ids.js';
import type { Block, PlainText, View } from '../model.js';
import { newId, randomText, seconds } from './ids.js';
import { refusal } from './refusal.js';
import type { Workspace } from './workspace.js';

const MOST_VIEWS = 3;

/** A view from the app, after it was checked. */
export interface ViewPayload {
  type: 'modal' | 'home';
  title?: PlainText;
  submit?: PlainText;
  close?: PlainText;
  blocks: Block[];
  callback_id?: string;
  external_id?: string;
  private_metadata?: string;
  clear_on_close?: boolean;
  notify_on_close?: boolean;
  submit_disabled?: boolean;
}

/** Opens a modal for the person, and closes all other modals of that person. */
export function openModal(workspace: Workspace, user: string, payload: ViewPayload): View {
  const view = toView(workspace, payload, undefined);
  setModals(workspace, user, [view]);
  return view;
}

/** @throws refusal `not_found` if no modal is open, `push_limit_reached` for a fourth modal */
export function pushModal(workspace: Workspace, user: string, payload: ViewPayload): View {
  const stack = modalsOf(workspace, user);
  const top = stack.at(-1);
  if (!top) throw refusal('not_found', 'There is no open modal to push onto. Use views.open.');
  if (stack.length >= MOST_VIEWS)
    throw refusal('push_limit_reached', `At most ${MOST_VIEWS} modals can be open on top of each other.`);
  const view = toView(workspace, payload, top);
  setModals(workspace, user, [...stack, view]);
  return view;
}

/**
 * Replaces the content of an open view. The values of inputs stay if block_id, action_id and type are the same.
 */
export function updateView(workspace: Workspace, current: View, payload: ViewPayload): View {
  const fresh = toView(workspace, payload, undefined);
  const { id, root_view_id, previous_view_id } = current;
  const state = { values: carriedState(fresh.blocks, current.state.values) };
  Object.assign(current, fresh, { id, root_view_id, previous_view_id, state });
  announce(workspace, current);
  return current;
}

/** Publishes the App Home of one person. @throws refusal `hash_conflict` */
export function publishHome(workspace: Workspace, user: string, payload: ViewPayload, hash?: string): View {
  const current = workspace.homes.get(user);
  if (current) checkHash(current, hash);
  const view = toView(workspace, payload, undefined);
  if (current) view.id = view.root_view_id = current.id;
  workspace.homes.set(user, view);
  workspace.emit({ kind: 'home_published', user, view });
  return view;
}

/** Closes the view and all views above it. @returns the closed views, topmost first */
export function closeFrom(workspace: Workspace, user: string, viewId: string): View[] {
  const stack = modalsOf(workspace, user);
  const index = stack.findIndex(({ id }) => id === viewId);
  if (index < 0) return [];
  setModals(workspace, user, stack.slice(0, index));
  return stack.slice(index).reverse();
}

export function modalsOf(workspace: Workspace, user: string): View[] {
  return workspace.modals.get(user) ?? [];
}

/** Finds an open modal or published App Home, and the person who sees it. */
export function findView(
  workspace: Workspace,
  by: { view_id?: string; external_id?: string },
): { view: View; user: string } | undefined {
  const matches = (view: View) =>
    by.view_id ? view.id === by.view_id : by.external_id !== undefined && view.external_id === by.external_id;
  for (const [user, stack] of workspace.modals) {
    const view = stack.find(matches);
    if (view) return { view, user };
  }
  for (const [user, view] of workspace.homes) if (matches(view)) return { view, user };
  return undefined;
}

/** @throws refusal `hash_conflict` if the view has changed since it had this hash */
export function checkHash(view: View, hash: string | undefined): void {
  if (hash && hash !== view.hash) {
    throw refusal('hash_conflict', 'The view has changed since it had this hash. Use its current hash.');
  }
}

/** Emits the change of a view. */
function announce(workspace: Workspace, view: View): void {
  const found = findView(workspace, { view_id: view.id });
  if (!found) return;
  if (view.type === 'home') workspace.emit({ kind: 'home_published', user: found.user, view });
  else workspace.emit({ kind: 'modals_changed', user: found.user, views: modalsOf(workspace, found.user) });
}

function setModals(workspace: Workspace, user: string, views: View[]): void {
  workspace.modals.set(user, views);
  workspace.emit({ kind: 'modals_changed', user, views });
}

function toView(workspace: Workspace, payload: ViewPayload, below: View | undefined): View {
  const { app, team } = workspace;
  const id = newId('V');
  const blocks = fillBlockIds(payload.blocks);
  return {
    id,
    team_id: team.id,
    type: payload.type,
    ...(payload.type === 'modal' && {
      title: payload.title,
      submit: payload.submit ?? null,
      close: payload.close ?? null,
      submit_disabled: payload.submit_disabled ?? false,
    }),
    blocks,
    callback_id: payload.callback_id ?? '',
    external_id: payload.external_id ?? '',
    private_metadata: payload.private_metadata ?? '',
    state: { values: initialState(blocks) },
    hash: `${seconds(workspace.now())}.${randomText(8)}`,
    clear_on_close: payload.clear_on_close ?? false,
    notify_on_close: payload.notify_on_close ?? false,
    previous_view_id: below?.id ?? null,
    root_view_id: below?.root_view_id ?? id,
    app_id: app.id,
    app_installed_team_id: team.id,
    bot_id: app.bot_id,
  };
}
