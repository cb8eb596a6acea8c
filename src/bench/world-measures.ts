import { nowMs } from './clock.js';
import { type Metrics, percentile } from './figures.js';
import type { ApiClient, BenchTab } from './world-client.js';
import { BIG_CHANNEL, channelId, handleOf, type WorldSize } from './world-file.js';

const CONCURRENCY = 16;
const PAGE = 200;
/** How often each read is repeated. */
const READS = 200;
const LARGE_READS = 40;

export interface Measured {
  api: ApiClient;
  tab: BenchTab;
  size: WorldSize;
  seconds: number;
}

type Once = (number: number) => Promise<unknown>;

/** Latencies in milliseconds of calls that are made one after another. */
async function oneAtATime(times: number, run: Once): Promise<number[]> {
  const took: number[] = [];
  for (let number = 0; number < times; number++) {
    const beganMs = nowMs();
    await run(number);
    took.push(nowMs() - beganMs);
  }
  return took;
}

/** Latencies in milliseconds of calls of which so many are always in progress. */
async function together(count: number, seconds: number, run: Once): Promise<number[]> {
  const took: number[] = [];
  const endMs = nowMs() + seconds * 1000;
  let number = 0;
  const line = async () => {
    while (nowMs() < endMs) {
      number += 1;
      const beganMs = nowMs();
      await run(number);
      took.push(nowMs() - beganMs);
    }
  };
  await Promise.all(Array.from({ length: count }, line));
  return took;
}

function halves(name: string, took: readonly number[]): Metrics {
  return { [`${name}_p50`]: percentile(took, 0.5), [`${name}_p99`]: percentile(took, 0.99) };
}

/** Posts in channels all over the world. */
export async function measurePosts({ api, tab, size, seconds }: Measured): Promise<Metrics> {
  const post = (channel: string, number: number) =>
    api.call('chat.postMessage', { channel, text: `Post ${number}` });
  const anywhere: Once = (number) => post(channelId((number * 7919) % size.channels), number);
  const one = await together(1, seconds, anywhere);
  const many = await together(CONCURRENCY, seconds, anywhere);
  const big = await together(1, seconds, (number) => post(BIG_CHANNEL, number));
  const text = (number: number) => `@${handleOf((number * 7919) % size.people)} hello`;
  const mention = await together(1, seconds, (number) =>
    tab.act({ type: 'post', channel: BIG_CHANNEL, text: text(number) }),
  );
  return {
    ...halves('post', one),
    ...halves('many', many),
    rate: many.length / seconds,
    ...halves('big', big),
    ...halves('mention', mention),
  };
}

export async function measureReads({ api, tab, size }: Measured): Promise<Metrics> {
  /** A cursor that begins anywhere in a list of this size. */
  const page = (number: number, all: number) =>
    Buffer.from(`next:${(number * 7919) % Math.max(1, all - PAGE)}`).toString('base64');
  const history = await oneAtATime(READS, (number) =>
    api.call('conversations.history', { channel: channelId((number * 104_729) % size.channels), limit: 100 }),
  );
  const users = await oneAtATime(LARGE_READS, (number) =>
    api.call('users.list', { limit: PAGE, cursor: page(number, size.people) }),
  );
  const channels = await oneAtATime(LARGE_READS, (number) =>
    api.call('conversations.list', { limit: PAGE, cursor: page(number, size.channels) }),
  );
  const read = await oneAtATime(READS, (number) =>
    tab.act({ type: 'read_channel', channel: channelId((number * 15_485_863) % size.channels) }),
  );
  const find = await oneAtATime(LARGE_READS, (number) =>
    tab.act({ type: 'find', text: handleOf((number * 7919) % size.people).slice(0, -1) }),
  );
  return {
    ...halves('history', history),
    ...halves('users', users),
    ...halves('channels', channels),
    ...halves('read', read),
    ...halves('find', find),
  };
}
