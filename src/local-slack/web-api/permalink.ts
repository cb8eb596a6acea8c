import type { Channel, Message } from '../model.js';
import type { Workspace } from '../world/workspace.js';

/** The permalink of a message, on the URL of the page. */
export function permalink({ url }: Workspace, channel: Channel, { ts, thread_ts }: Message): string {
  const thread = thread_ts && thread_ts !== ts ? `?thread_ts=${thread_ts}&cid=${channel.id}` : '';
  return `${url}/archives/${channel.id}/p${ts.replace('.', '')}${thread}`;
}
