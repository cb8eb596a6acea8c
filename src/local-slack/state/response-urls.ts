import { randomInt } from 'node:crypto';
import type { ResponseUrl } from './grant.js';
import { randomText } from './ids.js';
import { refusal } from './refusal.js';
import type { Workspace } from './workspace.js';

const MOST_USES = 5;
const LIVES_MS = 30 * 60 * 1000;

/** Creates a response_url for 5 uses within 30 minutes. docs.slack.dev/interactivity/handling-user-interaction */
export function newResponseUrl(
  workspace: Workspace,
  kind: 'actions' | 'commands',
  about: Pick<ResponseUrl, 'user' | 'channel' | 'ts' | 'thread_ts'> & { is_ephemeral?: boolean },
): string {
  const path = `/${kind}/${workspace.team.id}/${randomInt(1e12, 1e13)}/${randomText(24)}`;
  const expiresAt = workspace.now().getTime() + LIVES_MS;
  workspace.responseUrls.set(path, { is_ephemeral: false, ...about, uses: 0, expiresAt });
  return `${workspace.url}${path}`;
}

/**
 * Counts one use of a response_url, and returns the data of its interaction.
 *
 * @param path the path of the URL, with its leading slash
 * @throws refusal `invalid_url`, `expired_url` or `used_url`
 */
export function claimResponseUrl(workspace: Workspace, path: string): ResponseUrl {
  const found = workspace.responseUrls.get(path);
  if (!found) throw refusal('invalid_url', 'No payload contained this response_url.');
  if (workspace.now().getTime() > found.expiresAt) {
    throw refusal('expired_url', 'This response_url is older than 30 minutes.');
  }
  if (found.uses >= MOST_USES)
    throw refusal('used_url', `This response_url has already been used ${MOST_USES} times, the maximum.`);
  found.uses += 1;
  return found;
}
