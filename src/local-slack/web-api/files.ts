import { isObject } from '../../base/index.js';
import type { Channel } from '../model.js';
import { refusal } from '../refusal.js';
import {
  announceFile,
  completeUpload,
  deleteFile,
  filesFor,
  getFile,
  toFileJson,
} from '../workspaces/files.js';
import { getWritableChannel } from '../workspaces/find.js';
import type { StoredFile } from '../workspaces/stored-file.js';
import { badArgument } from './args.js';
import { authorOf } from './author.js';
import { toContent } from './content.js';
import { changing, type MethodCall, type Methods, reading } from './method.js';

const MOST_ALT_TEXT = 1_000;

const uploading = changing({
  'files.getUploadURLExternal': async ({ workspace, actor, args }) => {
    const size = args.findNumber('length') ?? 0;
    if (size < 1) throw badArgument('missing required field: length');
    const { id, upload_key } = announceFile(workspace, {
      name: args.get('filename'),
      size,
      user: actor.user.id,
      alt_txt: findAltText(args),
      snippet_type: args.find('snippet_type'),
    });
    return { upload_url: `${workspace.url}/upload/v1/${upload_key}`, file_id: id };
  },

  'files.completeUploadExternal': async (call) => {
    const { workspace, args } = call;
    const given = args.findJson('files');
    if (!Array.isArray(given) || given.length === 0 || !given.every(isObject))
      throw badArgument('files must be an array of objects');
    const done = await completeUpload(workspace, {
      ...authorOf(call),
      files: given.map(({ id, title }) => ({
        id: String(id),
        ...(typeof title === 'string' && { title }),
      })),
      channels: await getChannels(call),
      text: args.find('initial_comment'),
      blocks: toContent(args).blocks,
      thread_ts: args.find('thread_ts') || undefined,
    });
    return { files: done.map((file) => toFileJson(workspace, file)) };
  },

  'files.delete': async ({ workspace, actor, args }) => {
    const file = await getFile(workspace, args.get('file'), actor.user.id);
    if (file.user !== actor.user.id && !actor.user.is_admin)
      throw refusal('cant_delete_file', `${actor.user.name} did not upload ${file.id} and cannot delete it.`);
    deleteFile(workspace, file, actor.user.id);
    return {};
  },
});

const looking = reading({
  'files.info': async ({ workspace, actor, args }) => ({
    file: toFileJson(workspace, await getFile(workspace, args.get('file'), actor.user.id)),
    comments: [],
    response_metadata: { next_cursor: '' },
  }),

  'files.list': async ({ workspace, actor, args }) => {
    const count = args.findNumber('count') ?? 100;
    const page = args.findNumber('page') ?? 1;
    const all = (await filesFor(workspace, actor.user.id)).filter((file) => isAskedFor(file, args));
    const shown = all.slice((page - 1) * count, page * count);
    return {
      files: shown.map((file) => toFileJson(workspace, file)),
      paging: { count, total: all.length, page, pages: Math.ceil(all.length / count) },
    };
  },
});

export const files: Methods = { ...uploading, ...looking };

/** The channels in `channel_id` and `channels`. @throws the refusals of `getWritableChannel` */
async function getChannels({ workspace, actor, args }: MethodCall): Promise<Channel[]> {
  const ids = [args.find('channel_id'), ...(args.find('channels')?.split(',') ?? [])];
  const found: Channel[] = [];
  for (const id of new Set(ids)) {
    if (id) found.push(await getWritableChannel(workspace, id.trim(), actor.user.id));
  }
  return found;
}

/**
 * The alternative text of a file. docs.slack.dev/reference/methods/files.getUploadURLExternal documents `alt_txt`.
 * Node's SDK sends `alt_text`, which Slack accepts too.
 */
function findAltText(args: MethodCall['args']): string | undefined {
  const text = args.find('alt_txt') ?? args.find('alt_text');
  if (text !== undefined && text.length > MOST_ALT_TEXT)
    throw refusal('alt_txt_too_large', `The alt_txt has more than ${MOST_ALT_TEXT} characters.`);
  return text;
}

function isAskedFor(file: StoredFile, args: MethodCall['args']): boolean {
  const channel = args.find('channel');
  const user = args.find('user');
  return (!channel || file.channels.includes(channel)) && (!user || file.user === user);
}
