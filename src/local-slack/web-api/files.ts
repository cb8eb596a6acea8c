import { isObject } from '../../base/index.js';
import { announceFile, completeUpload, filesFor, getFile, toFileJson } from '../state/files.js';
import { getWritableChannel } from '../state/find.js';
import { refusal } from '../state/refusal.js';
import type { StoredFile } from '../state/stored-file.js';
import { badArgument } from './args.js';
import { toContent } from './content.js';
import type { MethodCall, Methods } from './method.js';

const MOST_ALT_TEXT = 1_000;

export const files: Methods = {
  'files.getUploadURLExternal': ({ workspace, actor, args }) => {
    const size = args.findNumber('length') ?? 0;
    if (size < 1) throw badArgument('missing required field: length');
    const { id, upload_key } = announceFile(workspace, {
      name: args.get('filename'),
      size,
      user: actor.user.id,
      by_app: actor.is_bot,
      alt_txt: findAltText(args),
      snippet_type: args.find('snippet_type'),
    });
    return { upload_url: `${workspace.url}/upload/v1/${upload_key}`, file_id: id };
  },

  'files.completeUploadExternal': ({ workspace, actor, args }) => {
    const given = args.findJson('files');
    if (!Array.isArray(given) || given.length === 0 || !given.every(isObject))
      throw badArgument('files must be an array of objects');
    const ids = [args.find('channel_id'), ...(args.find('channels')?.split(',') ?? [])];
    const done = completeUpload(workspace, {
      files: given.map(({ id, title }) => ({
        id: String(id),
        ...(typeof title === 'string' && { title }),
      })),
      user: actor.user.id,
      by_app: actor.is_bot,
      channels: [...new Set(ids)].flatMap((id) =>
        id ? getWritableChannel(workspace, id.trim(), actor.user.id) : [],
      ),
      text: args.find('initial_comment'),
      blocks: toContent(args).blocks,
      thread_ts: args.find('thread_ts') || undefined,
    });
    return { files: done.map((file) => toFileJson(workspace, file)) };
  },

  'files.info': ({ workspace, actor, args }) => ({
    file: toFileJson(workspace, getFile(workspace, args.get('file'), actor.user.id)),
    comments: [],
    response_metadata: { next_cursor: '' },
  }),

  'files.list': ({ workspace, actor, args }) => {
    const count = args.findNumber('count') ?? 100;
    const page = args.findNumber('page') ?? 1;
    const all = filesFor(workspace, actor.user.id).filter((file) => isAskedFor(file, args));
    const shown = all.slice((page - 1) * count, page * count);
    return {
      files: shown.map((file) => toFileJson(workspace, file)),
      paging: { count, total: all.length, page, pages: Math.ceil(all.length / count) },
    };
  },

  'files.delete': ({ workspace, actor, args }) => {
    const file = getFile(workspace, args.get('file'), actor.user.id);
    if (file.user !== actor.user.id && !actor.user.is_admin)
      throw refusal('cant_delete_file', `${actor.user.name} did not upload ${file.id} and cannot delete it.`);
    workspace.files.delete(file.id);
    return {};
  },
};

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
