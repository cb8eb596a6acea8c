import { extname } from 'node:path';
import { newId, randomText, seconds } from '../ids.js';
import type { Block, Channel, Json } from '../model.js';
import { channelsFor, maySeeFile } from '../policy/visibility.js';
import { refusal } from '../refusal.js';
import { files } from '../world/collections.js';
import type { Workspace, WritableWorkspace } from '../world/workspace.js';
import { postMessage } from './messages.js';
import type { StoredFile } from './stored-file.js';

const TYPES: Record<string, string> = {
  csv: 'text/csv',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  txt: 'text/plain',
};

export type NewFile = Pick<StoredFile, 'name' | 'size' | 'user' | 'alt_txt' | 'snippet_type'>;

/** Registers a file before its bytes arrive. */
export function announceFile({ db, team, now }: WritableWorkspace, file: NewFile): StoredFile {
  const stored: StoredFile = {
    ...file,
    id: newId('F'),
    team: team.id,
    title: file.name,
    created: seconds(now()),
    upload_key: randomText(32),
    is_uploaded: false,
    is_complete: false,
    channels: [],
  };
  db.put(files, stored);
  return stored;
}

/** The announced file whose upload URL has this key. */
export async function findUpload(
  { db }: Pick<Workspace, 'db'>,
  key: string,
): Promise<StoredFile | undefined> {
  const [file] = await db.list(files, 'upload_key', key, { limit: 1 });
  return file;
}

/** Stores the bytes of a file. @returns false if no incomplete upload has this key and length */
export async function putBytes({ db }: WritableWorkspace, key: string, bytes: Buffer): Promise<boolean> {
  const file = await findUpload({ db }, key);
  if (!file || file.is_complete || file.size !== bytes.byteLength) return false;
  db.putBytes(file.id, bytes);
  db.put(files, { ...file, is_uploaded: true });
  return true;
}

/** The file as this user sees it, if its upload is complete and the user can see it. */
export async function findFile(
  workspace: Workspace,
  id: string,
  viewer: string,
): Promise<StoredFile | undefined> {
  const file = await workspace.db.find(files, id);
  return file && findFor(workspace, file, viewer);
}

/** The file with those of its channels that the user can see. */
async function findFor(
  workspace: Workspace,
  file: StoredFile,
  viewer: string,
): Promise<StoredFile | undefined> {
  if (!file.is_complete || !(await maySeeFile(workspace, file, viewer))) return undefined;
  return { ...file, channels: await channelsFor(workspace, file, viewer) };
}

/** The file, if its upload is complete and this user can see it. @throws refusal `file_not_found` */
export async function getFile(workspace: Workspace, id: string, viewer: string): Promise<StoredFile> {
  const file = await findFile(workspace, id, viewer);
  if (file) return file;
  throw refusal('file_not_found', `The local Slack has no file '${id}' that ${viewer} can see.`);
}

/** Completed files that this user can see, as the user sees them, oldest first. */
export async function filesFor(workspace: Workspace, viewer: string): Promise<StoredFile[]> {
  const { db, team } = workspace;
  const visible: StoredFile[] = [];
  for (const file of await db.list(files, 'team', team.id)) {
    const shown = await findFor(workspace, file, viewer);
    if (shown) visible.push(shown);
  }
  return visible;
}

export function deleteFile({ db, emit }: WritableWorkspace, { id }: StoredFile, user: string): void {
  db.remove(files, id);
  db.removeBytes(id);
  emit({ kind: 'file_deleted', file: id, user });
}

export interface Completion {
  files: { id: string; title?: string }[];
  user: string;
  /** Id of the app that completes the upload, unless a person does. */
  by_app?: string;
  /** The channels to share the files in. The files stay private when the list is empty. */
  channels: Channel[];
  text?: string;
  /** Shown only if there is no text. */
  blocks?: Block[];
  thread_ts?: string;
}

/**
 * Completes uploads, and shares the files as one message in each channel.
 *
 * @throws refusal `file_not_found`
 */
export async function completeUpload(
  workspace: WritableWorkspace,
  completion: Completion,
): Promise<StoredFile[]> {
  const { channels, text, thread_ts, user, by_app } = completion;
  const blocks = text ? undefined : completion.blocks;
  const done: StoredFile[] = [];
  for (const { id, title } of completion.files) {
    const file = await workspace.db.find(files, id);
    const isOwn = file?.user === user && file.team === workspace.team.id;
    if (!isOwn || !file.is_uploaded || file.is_complete) {
      throw refusal(
        'file_not_found',
        `'${id}' is not an upload that can be completed. Upload its bytes first, and complete it once.`,
      );
    }
    const shared = channels.map((channel) => channel.id);
    const complete = { ...file, title: title ?? file.title, is_complete: true, channels: shared };
    workspace.db.put(files, complete);
    workspace.emit({ kind: 'file_uploaded', file: id, user });
    done.push(complete);
  }
  for (const channel of channels) {
    // The readers of one channel need not see the others.
    const shared = done.map((file) => toFileJson(workspace, { ...file, channels: [channel.id] }));
    const extra = { files: shared, upload: true };
    await postMessage(workspace, channel, { user, by_app, text, blocks, thread_ts, extra });
  }
  return done;
}

/** The file in Slack's JSON. docs.slack.dev/reference/objects/file-object */
export function toFileJson({ url }: Pick<Workspace, 'url'>, file: StoredFile): Json {
  const { id, name, title, size, user, created, alt_txt, channels } = file;
  const filetype = file.snippet_type ?? (extname(name).slice(1).toLowerCase() || 'binary');
  const path = `/files-pri/${id}`;
  return {
    id,
    created,
    timestamp: created,
    name,
    title,
    mimetype: TYPES[filetype] ?? (file.snippet_type ? 'text/plain' : 'application/octet-stream'),
    filetype,
    pretty_type: filetype.toUpperCase(),
    user,
    size,
    mode: file.snippet_type ? 'snippet' : 'hosted',
    is_external: false,
    external_type: '',
    is_public: channels.length > 0,
    editable: false,
    ...(alt_txt && { alt_txt }),
    url_private: `${url}${path}/${encodeURIComponent(name)}`,
    url_private_download: `${url}${path}/download/${encodeURIComponent(name)}`,
    permalink: `${url}/files/${user}/${id}`,
    channels,
    groups: [],
    ims: [],
    comments_count: 0,
  };
}
