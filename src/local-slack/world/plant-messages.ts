import type { Channel, Message } from '../model.js';
import { getMessage } from '../workspaces/find.js';
import { postMessage } from '../workspaces/messages.js';
import { addReaction } from '../workspaces/reactions.js';
import { channels } from './collections.js';
import type { Planted, Planting } from './planting.js';
import type { SeedMessage } from './seed.js';
import type { WritableWorkspace } from './workspace.js';

type Reply = Omit<SeedMessage, 'channel' | 'replies'>;

/** Chooses the times of messages, in microseconds since 1970. No two messages of the world have the same. */
interface Times {
  /** The time of a message: its own, or one second after the message before it. */
  next(planting: Planting, one: Reply): number;
  /** Messages without a time go on from here. */
  start(micros: number): void;
}

/** Adds the messages of the workspaces, with their threads and reactions. */
export async function plantMessages(planting: Planting, planted: readonly Planted[]): Promise<void> {
  const times = createTimes();
  for (const one of planted) {
    // Messages without a time fill the last minutes before the start.
    times.start((planting.at.getTime() - 1000 * countOf(one.seed.messages ?? [])) * 1000);
    await plantMessagesOf(planting, one, times);
  }
}

async function plantMessagesOf(planting: Planting, planted: Planted, times: Times): Promise<void> {
  const { db, url, at, mistake } = planting;
  const { team, seed } = planted;
  let micros = 0;
  const workspace: WritableWorkspace = {
    url,
    db,
    team,
    now: () => at,
    nextTs: () => `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`,
    emit: () => undefined,
  };

  async function post(channel: Channel, one: Reply, thread_ts?: string): Promise<Message | undefined> {
    micros = times.next(planting, one);
    const author = authorOf(planting, planted, one.by);
    if (!author) return undefined;
    const { text, blocks, attachments } = one;
    const content = { text, ...(blocks && { blocks }), ...(attachments && { attachments }) };
    const message = await postMessage(workspace, channel, { ...author, ...content, thread_ts });
    if (thread_ts && message.ts < thread_ts)
      mistake(`The reply '${shown(one)}' is older than the message to which it replies.`);
    for (const [name, handles] of Object.entries(one.reactions ?? {})) {
      for (const handle of new Set(handles)) {
        const user = authorOf(planting, planted, handle)?.user;
        const current = await getMessage(workspace, channel, message.ts);
        if (user) addReaction(workspace, channel, current, { name, user });
      }
    }
    return message;
  }

  for (const one of seed.messages ?? []) {
    const name = one.channel.replace(/^#/, '');
    const channel = await db.find(channels, planted.channels.get(name) ?? '');
    if (!channel) {
      mistake(`The message '${shown(one)}' is in #${name}, which is no channel of ${team.name}.`);
      continue;
    }
    const parent = await post(channel, one);
    for (const reply of (parent && one.replies) ?? []) await post(channel, reply, parent?.ts);
  }
}

function countOf(messages: readonly SeedMessage[]): number {
  return messages.reduce((sum, { replies = [] }) => sum + 1 + replies.length, 0);
}

function createTimes(): Times {
  const taken = new Set<number>();
  let before = 0;
  return {
    start: (micros) => {
      before = micros;
    },
    next: (planting, one) => {
      let micros = timeOf(planting, one) ?? Math.min(before + 1_000_000, planting.at.getTime() * 1000 - 1);
      if (one.at === undefined) micros = Math.max(micros, before + 1);
      while (taken.has(micros)) micros += 1;
      taken.add(micros);
      before = micros;
      return micros;
    },
  };
}

function timeOf({ at: now, mistake }: Planting, one: Reply): number | undefined {
  if (one.at === undefined) return undefined;
  const time = Date.parse(one.at);
  if (Number.isNaN(time)) {
    mistake(`'${one.at}' is not a time. Use ISO 8601, as in 2026-01-31T09:30:00Z.`);
    return undefined;
  }
  if (time >= now.getTime()) mistake(`The message '${shown(one)}' is in the future.`);
  return time * 1000;
}

function shown({ text }: Reply): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function authorOf(
  { mistake }: Planting,
  { people, bots, team }: Planted,
  name: string,
): { user: string; by_app?: string } | undefined {
  const user = people.get(name);
  if (user) return { user };
  const bot = bots.get(name);
  if (bot) return { user: bot.user, by_app: bot.app };
  mistake(`A message or reaction is by '${name}', who is neither a person nor an app of ${team.name}.`);
  return undefined;
}
