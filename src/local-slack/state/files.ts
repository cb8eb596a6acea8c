import { extname } from 'node:path';
import type { Block, Channel, Json } from '../model.js';
import { maySeeFile } from '../policy/visibility.js';
import { newId, randomText, seconds } from './ids.js';
import { postMessage } from './messages.js';
import { refusal } from './refusal.js';
import type { StoredFile } from './stored-file.js';
import type { Workspace } from './workspace.js';

const TYPES: Record<string, string> = {
  csv: 'text/csv',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  txt: 'text/plain',
};

export type NewFile = Pick<StoredFile, 'name' | 'size' | 'user' | 'by_app' | 'alt_txt' | 'snippet_type'>;

/** Registers a file before its bytes arrive. */
export function announceFile(workspace: Workspace, file: NewFile): StoredFile {
  const stored: StoredFile = {
    ...file,
    id: newId('F'),
    title: file.name,
    created: seconds(workspace.now()),
    upload_key: randomText(32),
    is_complete: false,
    channels: [],
  };
  workspace.files.set(stored.id, stored);
  return stored;
}

/** Stores the bytes of a file. @returns false if no incomplete upload has this key and length */
export function putBytes(workspace: Workspace, key: string, bytes: Buffer): boolean {
  const file = [...workspace.files.values()].find(({ upload_key }) => upload_key === key);
  if (!file || file.is_complete || file.size !== bytes.byteLength) return false;
  file.bytes = bytes;
  return true;
}

/** The file, if its upload is complete and this user can see it. */
export function findFile(workspace: Workspace, id: string, viewer: string): StoredFile | undefined {
  const file = workspace.files.get(id);
  return file?.is_complete && maySeeFile(workspace, file, viewer) ? file : undefined;
}

/** The file, if its upload is complete and this user can see it. @throws refusal `file_not_found` */
export function getFile(workspace: Workspace, id: string, viewer: string): StoredFile {
  const file = findFile(workspace, id, viewer);
  if (file) return file;
  throw refusal('file_not_found', `The local Slack has no file '${id}' that ${viewer} can see.`);
}

/** Completed files that this user can see, oldest first. */
export function filesFor(workspace: Workspace, viewer: string): StoredFile[] {
  return [...workspace.files.values()].filter(
    (file) => file.is_complete && maySeeFile(workspace, file, viewer),
  );
}

export interface Completion {
  files: { id: string; title?: string }[];
  user: string;
  by_app: boolean;
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
export function completeUpload(workspace: Workspace, completion: Completion): StoredFile[] {
  const { channels, text, thread_ts, user, by_app } = completion;
  const blocks = text ? undefined : completion.blocks;
  const done = completion.files.map(({ id, title }) => {
    const file = workspace.files.get(id);
    if (!file?.bytes || file.is_complete) {
      throw refusal(
        'file_not_found',
        `'${id}' is not an upload that can be completed. Upload its bytes first, and complete it once.`,
      );
    }
    return Object.assign(file, { title: title ?? file.title, is_complete: true });
  });
  for (const file of done) file.channels.push(...channels.map(({ id }) => id));
  for (const channel of channels) {
    const extra = { files: done.map((file) => toFileJson(workspace, file)), upload: true };
    postMessage(workspace, channel, { user, by_app, text, blocks, thread_ts, extra });
  }
  return done;
}

/** The file in Slack's JSON. docs.slack.dev/reference/objects/file-object */
export function toFileJson({ url }: Workspace, file: StoredFile): Json {
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
