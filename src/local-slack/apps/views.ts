import { carriedState, initialState } from '../../block-kit/index.js';
import { fillBlockIds } from '../block-kit/ids.js';
import { newId, randomText, seconds } from '../ids.js';
import type { Block, PlainText, StateValues, View } from '../model.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { views } from '../world/collections.js';
import type { Workspace, WritableWorkspace } from '../world/workspace.js';
import { getInstalled } from './installed.js';
import type { StoredView } from './stored-view.js';

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

/** The app that shows a view, and the person who sees it. */
export interface Showing {
  app: string;
  user: string;
}

/** Opens a modal for the person, and closes all other modals of that person. */
export async function openModal(
  workspace: WritableWorkspace,
  { app, user }: Showing,
  payload: ViewPayload,
): Promise<View> {
  const view = await toView(workspace, app, payload);
  for (const { view: other } of await stackOf(workspace, user)) workspace.db.remove(views, other.id);
  put(workspace, { app, user, position: 0, view });
  await announceModals(workspace, user);
  return view;
}

/** @throws refusal `not_found` if the app has no modal open, `push_limit_reached` for a fourth modal */
export async function pushModal(
  workspace: WritableWorkspace,
  { app, user }: Showing,
  payload: ViewPayload,
): Promise<View> {
  const stack = await stackOf(workspace, user);
  const top = stack.at(-1);
  if (top?.app !== app) throw refusal('not_found', 'There is no open modal to push onto. Use views.open.');
  if (stack.length >= MOST_VIEWS)
    throw refusal('push_limit_reached', `At most ${MOST_VIEWS} modals can be open on top of each other.`);
  const view = await toView(workspace, app, payload, top.view);
  put(workspace, { app, user, position: stack.length, view });
  await announceModals(workspace, user);
  return view;
}

/** Replaces the content of an open view. The values of inputs stay if block_id, action_id and type are the same. */
export async function updateView(
  workspace: WritableWorkspace,
  stored: StoredView,
  payload: ViewPayload,
): Promise<View> {
  const current = stored.view;
  const fresh = await toView(workspace, stored.app, payload);
  const { id, root_view_id, previous_view_id } = current;
  const state = { values: carriedState(fresh.blocks, current.state.values) };
  const view = { ...fresh, id, root_view_id, previous_view_id, state };
  await replace(workspace, { ...stored, view });
  return view;
}

/** Stores the values of the view's inputs. Only the person sees them, so the journal gets no change. */
export function keepValues({ db }: WritableWorkspace, stored: StoredView, values: StateValues): StoredView {
  const kept = { ...stored, view: { ...stored.view, state: { values } } };
  db.put(views, kept);
  return kept;
}

/** Publishes the App Home of one person. @throws refusal `hash_conflict` */
export async function publishHome(
  workspace: WritableWorkspace,
  { app, user }: Showing,
  payload: ViewPayload,
  hash?: string,
): Promise<View> {
  const current = await findHome(workspace, { app, user });
  if (current) checkHash(current.view, hash);
  const fresh = await toView(workspace, app, payload);
  const id = current?.view.id ?? fresh.id;
  const view = { ...fresh, id, root_view_id: id };
  await replace(workspace, { team: workspace.team.id, app, user, position: 0, view });
  return view;
}

/** Closes the view and all views above it. @returns the closed views, topmost first */
export async function closeFrom(
  workspace: WritableWorkspace,
  user: string,
  viewId: string,
): Promise<StoredView[]> {
  const stack = await stackOf(workspace, user);
  const index = stack.findIndex(({ view }) => view.id === viewId);
  if (index < 0) return [];
  const closed = stack.slice(index).reverse();
  for (const { view } of closed) workspace.db.remove(views, view.id);
  await announceModals(workspace, user);
  return closed;
}

/** The person's open modals, the topmost last. */
export function stackOf({ db, team }: Workspace, user: string): Promise<StoredView[]> {
  return db.list(views, 'modals', keyOf(team.id, user));
}

/** The App Home that this app has published for the person. */
export async function findHome(
  workspace: Workspace,
  { app, user }: Showing,
): Promise<StoredView | undefined> {
  const homes = await workspace.db.list(views, 'homes', keyOf(workspace.team.id, user));
  return homes.find((one) => one.app === app);
}

/** Finds an open modal or published App Home of this workspace by id. */
export async function findView({ db, team }: Workspace, id: string): Promise<StoredView | undefined> {
  const stored = await db.find(views, id);
  return stored?.team === team.id ? stored : undefined;
}

/** Finds an open modal or published App Home of this app. */
export async function findAppView(
  workspace: Workspace,
  app: string,
  by: { view_id?: string; external_id?: string },
): Promise<StoredView | undefined> {
  if (by.view_id) {
    const stored = await findView(workspace, by.view_id);
    return stored?.app === app ? stored : undefined;
  }
  if (!by.external_id) return undefined;
  const { db, team } = workspace;
  const [stored] = await db.list(views, 'external_id', keyOf(app, team.id, by.external_id), { limit: 1 });
  return stored;
}

/** @throws refusal `hash_conflict` if the view has changed since it had this hash */
export function checkHash(view: View, hash: string | undefined): void {
  if (hash && hash !== view.hash) {
    throw refusal('hash_conflict', 'The view has changed since it had this hash. Use its current hash.');
  }
}

function put({ db, team }: WritableWorkspace, stored: Omit<StoredView, 'team'>): void {
  db.put(views, { team: team.id, ...stored });
}

async function replace(workspace: WritableWorkspace, stored: StoredView): Promise<void> {
  const { user, view } = stored;
  workspace.db.put(views, stored);
  if (view.type === 'home') workspace.emit({ kind: 'home_published', user, view });
  else await announceModals(workspace, user);
}

async function announceModals(workspace: WritableWorkspace, user: string): Promise<void> {
  const stack = await stackOf(workspace, user);
  workspace.emit({ kind: 'modals_changed', user, views: stack.map(({ view }) => view) });
}

async function toView(
  workspace: WritableWorkspace,
  appId: string,
  payload: ViewPayload,
  below?: View,
): Promise<View> {
  const { team } = workspace;
  const { app, installation } = await getInstalled(workspace, appId);
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
    bot_id: installation.bot_id,
  };
}
