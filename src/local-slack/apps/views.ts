import { carriedState, initialState } from '../../block-kit/index.js';
import { fillBlockIds } from '../block-kit/ids.js';
import { newId, randomText, seconds } from '../ids.js';
import type { Block, PlainText, StateValues, View } from '../model.js';
import { refusal } from '../refusal.js';
import { keyOf } from '../store/collection.js';
import { inTeam } from '../workspaces/in-team.js';
import { enterprises, tenantOf, users, views } from '../world/collections.js';
import type { Workspace, WritableWorkspace } from '../world/workspace.js';
import type { Installed } from './installed.js';
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

/** The installation whose app shows a view, and the person who sees it. */
export interface Showing extends Installed {
  user: string;
}

/** A person in a workspace, which may be another one than that of the installation. */
export interface Opening extends Showing {
  team: string;
}

/** Opens a modal for the person, and closes all other modals of that person. */
export async function openModal(
  workspace: WritableWorkspace,
  { team, ...showing }: Opening,
  payload: ViewPayload,
): Promise<View> {
  const theirs = await inTeam(workspace, team);
  const view = toView(theirs, showing, payload);
  for (const { view: other } of await stackOf(theirs, showing.user)) theirs.db.remove(views, other.id);
  put(theirs, { showing, position: 0, view });
  await announceModals(theirs, showing.user);
  return view;
}

/** @throws refusal `not_found` if the app has no modal open, `push_limit_reached` for a fourth modal */
export async function pushModal(
  workspace: WritableWorkspace,
  { team, ...showing }: Opening,
  payload: ViewPayload,
): Promise<View> {
  const theirs = await inTeam(workspace, team);
  const stack = await stackOf(theirs, showing.user);
  const top = stack.at(-1);
  if (!top || !isFrom(top, showing))
    throw refusal('not_found', 'There is no open modal to push onto. Use views.open.');
  if (stack.length >= MOST_VIEWS)
    throw refusal('push_limit_reached', `At most ${MOST_VIEWS} modals can be open on top of each other.`);
  const { id: previous_view_id, root_view_id } = top.view;
  const view = { ...toView(theirs, showing, payload), previous_view_id, root_view_id };
  put(theirs, { showing, position: stack.length, view });
  await announceModals(theirs, showing.user);
  return view;
}

/** Replaces the content of an open view. The values of inputs stay if block_id, action_id and type are the same. */
export async function updateView(
  workspace: WritableWorkspace,
  stored: StoredView,
  payload: ViewPayload,
): Promise<View> {
  const content = contentOf(workspace, payload);
  const state = { values: carriedState(content.blocks, stored.view.state.values) };
  const view = { ...stored.view, ...content, state };
  await replace(workspace, { ...stored, view });
  return view;
}

/** Stores the values of the view's inputs. Only the person sees them, so the journal gets no change. */
export function keepValues({ db }: WritableWorkspace, stored: StoredView, values: StateValues): StoredView {
  const kept = { ...stored, view: { ...stored.view, state: { values } } };
  db.put(views, kept);
  return kept;
}

/**
 * Publishes the App Home of one person. That of an app that is installed org-wide is the same in each workspace to
 * which the app has access.
 *
 * @throws refusal `hash_conflict`
 */
export async function publishHome(
  workspace: WritableWorkspace,
  showing: Showing,
  payload: ViewPayload,
  hash?: string,
): Promise<View> {
  const current = await findHome(workspace, showing);
  if (current) checkHash(current.view, hash);
  const fresh = toView(workspace, showing, payload);
  const id = current?.view.id ?? fresh.id;
  const view = { ...fresh, id, root_view_id: id };
  const { app, installation, user } = showing;
  const team = installation.enterprise ?? workspace.team.id;
  await replace(workspace, { team, app: app.id, user, position: 0, view });
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

/** The App Homes that apps have published for the person, also those of apps that are installed org-wide. */
export async function homesOf({ db, team }: Workspace, user: string): Promise<StoredView[]> {
  const own = await db.list(views, 'homes', keyOf(team.id, user));
  if (!team.enterprise_id) return own;
  return [...own, ...(await db.list(views, 'homes', keyOf(team.enterprise_id, user)))];
}

/** The App Home that the app has published for the person. */
export async function findHome(workspace: Workspace, showing: Showing): Promise<StoredView | undefined> {
  return (await homesOf(workspace, showing.user)).find((one) => isFrom(one, showing));
}

/** Finds an open modal or published App Home of this workspace by id. */
export async function findView({ db, team }: Workspace, id: string): Promise<StoredView | undefined> {
  const stored = await db.find(views, id);
  return stored && [team.id, team.enterprise_id].includes(stored.team) ? stored : undefined;
}

/** Finds an open modal or published App Home that the app shows by means of this installation. */
export async function findAppView(
  { db }: Workspace,
  installed: Installed,
  by: { view_id?: string; external_id?: string },
): Promise<StoredView | undefined> {
  if (by.view_id) {
    const stored = await db.find(views, by.view_id);
    return stored && isFrom(stored, installed) ? stored : undefined;
  }
  if (!by.external_id) return undefined;
  const { app, installation } = installed;
  const group = keyOf(app.id, tenantOf(installation), by.external_id);
  const [stored] = await db.list(views, 'external_id', group, { limit: 1 });
  return stored;
}

/** @throws refusal `hash_conflict` if the view has changed since it had this hash */
export function checkHash(view: View, hash: string | undefined): void {
  if (hash && hash !== view.hash) {
    throw refusal('hash_conflict', 'The view has changed since it had this hash. Use its current hash.');
  }
}

function isFrom({ app: id, view }: StoredView, { app, installation }: Installed): boolean {
  return id === app.id && view.app_installed_team_id === tenantOf(installation);
}

function put(
  { db, team }: WritableWorkspace,
  { showing, ...stored }: Pick<StoredView, 'position' | 'view'> & { showing: Showing },
): void {
  db.put(views, { team: team.id, app: showing.app.id, user: showing.user, ...stored });
}

/** Stores a view, and notifies the workspace of the person. An org-wide view notifies all their workspaces. */
async function replace(workspace: WritableWorkspace, stored: StoredView): Promise<void> {
  const { user, view, team } = stored;
  const { db } = workspace;
  db.put(views, stored);
  if (view.type === 'modal') return announceModals(await inTeam(workspace, team), user);
  const isOrgWide = (await db.find(enterprises, team)) !== undefined;
  const all = isOrgWide ? (await db.list(users, 'id', user)).map(({ team_id }) => team_id) : [team];
  for (const one of all) workspace.emit({ kind: 'home_published', user, view }, one);
}

async function announceModals(workspace: WritableWorkspace, user: string): Promise<void> {
  const stack = await stackOf(workspace, user);
  workspace.emit({ kind: 'modals_changed', user, views: stack.map(({ view }) => view) });
}

/** The part of a view that the app gives, with a new hash. */
function contentOf({ now }: WritableWorkspace, payload: ViewPayload) {
  const blocks = fillBlockIds(payload.blocks);
  return {
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
    hash: `${seconds(now())}.${randomText(8)}`,
    clear_on_close: payload.clear_on_close ?? false,
    notify_on_close: payload.notify_on_close ?? false,
  };
}

/** A view at the bottom of a stack. */
function toView(workspace: WritableWorkspace, { app, installation }: Showing, payload: ViewPayload): View {
  const id = newId('V');
  return {
    id,
    team_id: workspace.team.id,
    ...contentOf(workspace, payload),
    previous_view_id: null,
    root_view_id: id,
    app_id: app.id,
    app_installed_team_id: tenantOf(installation),
    bot_id: installation.bot_id,
  };
}
