import { deepEqual, equal, ok } from 'node:assert/strict';
import type { LocalSlack } from '../../src/local-slack/index.js';

/** A Web API client and its local Slack. */
export interface CallStage {
  local: LocalSlack;
  /** Makes a call with the client. Resolves with its result, or with `SlackApiError` if the client raises that. */
  call(method: string, ...args: string[]): Promise<unknown>;
}

/** What a Web API client does if it and the local Slack understand each other. */
export const CALL_DEMANDS: readonly [string, (stage: CallStage) => Promise<void>][] = [
  [
    'learns from auth.test who it is',
    async ({ local, call }) => {
      const { team_id, user_id, bot_id } = (await call('auth_test')) as Record<string, unknown>;
      deepEqual([team_id, user_id, bot_id], [local.team.id, local.botUserId, local.botId]);
    },
  ],
  [
    'raises invalid_auth for an unknown token',
    async ({ call }) => deepEqual(await call('auth_test', 'xoxb-unknown'), { SlackApiError: 'invalid_auth' }),
  ],
  [
    'reads all pages of users.list',
    async ({ local, call }) => {
      const found = inPages(await call('users_list'), 2);
      const people = (await local.people()).map(({ id }) => id);
      deepEqual(found.filter((id) => people.includes(id)).sort(), people.sort());
      ok(found.includes(local.botUserId));
    },
  ],
  [
    'reads all pages of conversations.list',
    async ({ local, call }) => {
      const channels = (await local.channels()).filter((one) => one.is_channel && !one.is_private);
      const found = inPages(await call('conversations_list'), 1);
      deepEqual(found.sort(), channels.map(({ name }) => name).sort());
    },
  ],
  [
    'reads all pages of conversations.history, newest first',
    async ({ local, call }) => {
      for (const text of ['one', 'two', 'three', 'four', 'five']) await local.as('ana').post('#random', text);
      const { id } = await local.channel('#random');
      const found = inPages(await call('conversations_history', id), 2);
      deepEqual(found, (await local.messages(id)).map(({ text }) => text).reverse());
      ok(found.length >= 5);
    },
  ],
  [
    'uploads a file with files_upload_v2',
    async ({ local, call }) => {
      const content = 'Grüße aus Python';
      const id = await call('files_upload_v2', (await local.channel('#random')).id, content);
      const { message } = await local.waitForMessage({ text: 'Look at this note' });
      const [file] = message.files as Record<string, string>[];
      deepEqual([file?.id, file?.name, file?.title], [id, 'note.txt', 'A note']);
      const headers = { authorization: `Bearer ${local.botToken}` };
      equal(await (await fetch(file?.url_private ?? '', { headers })).text(), content);
    },
  ],
  [
    'raises channel_not_found for a missing channel',
    async ({ call }) =>
      deepEqual(await call('chat_postMessage', 'C0MISSING', 'Hello'), { SlackApiError: 'channel_not_found' }),
  ],
  [
    'waits as long as a rate limit says, and calls again',
    async ({ local, call }) => {
      const { id } = await local.channel('#random');
      await local.fail('chat.postMessage', { retryAfter: 1 });
      const before = (await local.calls('chat.postMessage')).length;
      const { ts } = (await call('chat_postMessage_patiently', id, 'At last')) as { ts?: string };
      equal((await local.waitForMessage({ text: 'At last' })).ts, ts);
      const statuses = (await local.calls('chat.postMessage')).slice(before).map(({ status }) => status);
      deepEqual(statuses, [429, 200]);
    },
  ],
  [
    'raises ratelimited if it does not call again',
    async ({ local, call }) => {
      const { id } = await local.channel('#random');
      await local.fail('chat.postMessage', { retryAfter: 1 });
      deepEqual(await call('chat_postMessage', id, 'Never'), { SlackApiError: 'ratelimited' });
    },
  ],
];

/** Checks that there are several pages of at most this many entries. @returns all entries, in order */
function inPages(pages: unknown, limit: number): string[] {
  ok(Array.isArray(pages) && pages.length > 1, `These are not several pages: ${JSON.stringify(pages)}`);
  for (const page of pages) ok(page.length <= limit, `A page has more than ${limit} entries: ${page}`);
  return pages.flat();
}
