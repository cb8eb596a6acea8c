import type { Json } from '../../../src/local-slack/model.js';
import type { Result } from '../../../src/local-slack/protocol.js';
import type { KillableSlack } from './killable-slack.js';
import type { LiveTab } from './live-tab.js';
import { Unanswered } from './unanswered.js';

/** A way for someone to act. Each act waits until the local Slack runs, and resolves when it is acknowledged. */
export interface Hand {
  /** Id of the user who acts. */
  user: string;
  /** Returns the `ts`. */
  post(channel: string, text: string, thread_ts?: string): Promise<string>;
  edit(channel: string, ts: string, text: string): Promise<void>;
  react(channel: string, ts: string, name: string): Promise<void>;
  mark(channel: string, ts: string): Promise<void>;
  join(channel: string): Promise<void>;
  create(name: string): Promise<void>;
}

/** Calls a method of the Web API. @throws Unanswered if the connection is lost before the answer */
export async function callApi(
  { apiUrl, up }: KillableSlack,
  method: string,
  { token, ...args }: Json & { token: string },
): Promise<Json> {
  await up();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body: JSON.stringify(args) };
  const answer = await fetch(apiUrl + method, request)
    .then((response) => response.json() as Promise<Json>)
    .catch((cause: unknown) => {
      throw new Unanswered(`${method} got no answer.`, { cause });
    });
  if (answer.ok !== true) throw new Error(`${method} ${JSON.stringify(args)}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Acts through the Web API with the token of a person or of the bot. */
export function apiHand(slack: KillableSlack, { user, token }: { user: string; token: string }): Hand {
  const call = (method: string, args: Json) => callApi(slack, method, { ...args, token });
  return {
    user,
    post: async (channel, text, thread_ts) =>
      String((await call('chat.postMessage', { channel, text, ...(thread_ts && { thread_ts }) })).ts),
    edit: async (channel, ts, text) => void (await call('chat.update', { channel, ts, text })),
    react: async (channel, timestamp, name) =>
      void (await call('reactions.add', { channel, timestamp, name })),
    mark: async (channel, ts) => void (await call('conversations.mark', { channel, ts })),
    join: async (channel) => void (await call('conversations.join', { channel })),
    create: async (name) => void (await call('conversations.create', { name })),
  };
}

/** Acts on the page as the person of a tab. */
export function tabHand(slack: KillableSlack, { person, act: actOn }: LiveTab): Hand {
  async function act(...[one]: Parameters<LiveTab['act']>): Promise<Result> {
    await slack.up();
    const result = await actOn(one);
    if (!result.ok) throw new Error(`${JSON.stringify(one)}: ${JSON.stringify(result)}`);
    return result;
  }
  return {
    user: person,
    post: async (channel, text, thread_ts) =>
      String((await act({ type: 'post', channel, text, ...(thread_ts && { thread_ts }) })).ts),
    edit: async (channel, ts, text) => void (await act({ type: 'edit', channel, ts, text })),
    react: async (channel, ts, name) => void (await act({ type: 'react', channel, ts, name })),
    mark: async (channel, ts) => void (await act({ type: 'mark_read', channel, ts })),
    join: async (channel) => void (await act({ type: 'join', channel })),
    create: async (name) => void (await act({ type: 'create_channel', name })),
  };
}
