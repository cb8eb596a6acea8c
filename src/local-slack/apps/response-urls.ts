import { randomInt } from 'node:crypto';
import { randomText } from '../ids.js';
import type { Channel } from '../model.js';
import { refusal } from '../refusal.js';
import { placeOf } from '../store/collection.js';
import type { Transaction } from '../store/transaction.js';
import { responseUrls } from '../world/collections.js';
import type { WritableWorkspace } from '../world/workspace.js';
import type { ResponseUrl } from './grant.js';
import type { Asking } from './payloads.js';

const MOST_USES = 5;
const LIVES_MS = 30 * 60 * 1000;
/** How long an expired response_url is remembered, so that its refusal can say that it has expired. */
const REMEMBERED_MS = LIVES_MS;

/** The interaction that the URL answers. */
interface About extends Pick<ResponseUrl, 'ts' | 'thread_ts'> {
  asking: Asking;
  channel: Pick<Channel, 'id' | 'teams'>;
  is_ephemeral?: boolean;
}

/**
 * Creates a response_url for 5 uses within 30 minutes. docs.slack.dev/interactivity/handling-user-interaction
 *
 * @param workspace that of the person
 */
export async function newResponseUrl(
  workspace: WritableWorkspace,
  kind: 'actions' | 'commands',
  { asking, channel, ...about }: About,
): Promise<string> {
  const { db, url, now } = workspace;
  const at = now().getTime();
  for (const { path } of await db.list(responseUrls, 'expiry', '', { to: placeOf(at - REMEMBERED_MS) }))
    db.remove(responseUrls, path);
  const team = homeOf(workspace, asking, channel);
  const path = `/${kind}/${team}/${randomInt(1e12, 1e13)}/${randomText(24)}`;
  db.put(responseUrls, {
    path,
    app: asking.app.id,
    team,
    user: asking.user,
    channel: channel.id,
    is_ephemeral: false,
    ...about,
    uses: 0,
    expires_at: at + LIVES_MS,
  });
  return `${url}${path}`;
}

/** A workspace in which the app can answer: the one where it is installed, or one to which the org-wide app has access. */
function homeOf(
  { team }: WritableWorkspace,
  { installation }: Asking,
  { teams }: Pick<Channel, 'teams'>,
): string {
  if (installation.team !== undefined) return installation.team;
  const isOpen = (id: string) => installation.team_access_granted.includes(id);
  return isOpen(team.id) ? team.id : (teams.find(isOpen) ?? team.id);
}

/**
 * Counts one use of a response_url, and returns the data of its interaction.
 *
 * @param path the path of the URL, with its leading slash
 * @throws refusal `invalid_url`, `expired_url` or `used_url`
 */
export async function claimResponseUrl(
  { db, now }: { db: Transaction; now(): Date },
  path: string,
): Promise<ResponseUrl> {
  const found = await db.find(responseUrls, path);
  if (!found) throw refusal('invalid_url', 'No payload contained this response_url.');
  if (now().getTime() > found.expires_at) {
    throw refusal('expired_url', 'This response_url is older than 30 minutes.');
  }
  if (found.uses >= MOST_USES)
    throw refusal('used_url', `This response_url has already been used ${MOST_USES} times, the maximum.`);
  const used = { ...found, uses: found.uses + 1 };
  db.put(responseUrls, used);
  return used;
}
