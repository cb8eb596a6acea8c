import { WebSocket } from 'ws';
import type { Act, Frame, PlacedMessage, Result } from '../../../src/local-slack/protocol.js';
import { until } from '../../support/until.js';
import type { KillableSlack } from './killable-slack.js';
import { Unanswered } from './unanswered.js';

/** A tab that connects again by number whenever the local Slack is back. */
export interface LiveTab {
  /** Id of its person. */
  person: string;
  /** What it has received over all its connections. */
  frames: Frame[];
  /** How often it went on by number. */
  resumed(): number;
  /** What it saw of the numbers of changes, if it was not the next one. */
  gaps: string[];
  /** Waits for the connection, and acts. @throws Unanswered if the connection is lost before the result */
  act(act: Act): Promise<Result>;
  /** All messages that the channel itself shows, oldest first. */
  readAll(channel: string): Promise<PlacedMessage[]>;
  close(): void;
}

type Answers = { resolve: (result: Result) => void; reject: (thrown: unknown) => void };

export async function openLiveTab(slack: KillableSlack, person: string): Promise<LiveTab> {
  const frames: Frame[] = [];
  const gaps: string[] = [];
  const waiting = new Map<number, Answers>();
  let socket: WebSocket | undefined;
  let seen: { world: string; number: number } | undefined;
  let lastId = 0;
  let resumed = 0;
  let isOpen = false;

  function connect(): void {
    const since = seen ? `&world=${seen.world}&since=${seen.number}` : '';
    const opened = new WebSocket(`${slack.url.replace('http', 'ws')}/live?as=${person}${since}`);
    opened.on('message', (data) => receive(JSON.parse(String(data))));
    opened.on('error', () => opened.terminate());
    opened.on('close', () => {
      isOpen = false;
      for (const { reject } of waiting.values()) reject(new Unanswered('The tab lost its connection.'));
      waiting.clear();
    });
    socket = opened;
  }

  function receive(frame: Frame): void {
    frames.push(frame);
    if (frame.type === 'snapshot') seen = { world: frame.snapshot.world, number: frame.snapshot.number };
    if (frame.type === 'snapshot' || frame.type === 'resumed') isOpen = true;
    if (frame.type === 'resumed') resumed += 1;
    if (frame.type === 'change') {
      if (frame.number !== (seen?.number ?? 0) + 1) gaps.push(`${frame.number} after ${seen?.number}`);
      seen = { world: seen?.world ?? '', number: frame.number };
    }
    if (frame.type === 'result') {
      waiting.get(frame.id)?.resolve(frame.result);
      waiting.delete(frame.id);
    }
  }

  async function act(act: Act): Promise<Result> {
    if (!isOpen) await until(() => isOpen);
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      socket?.send(JSON.stringify({ id, act }));
    });
  }

  slack.onUp(connect);
  await until(() => isOpen);
  return {
    person,
    frames,
    gaps,
    resumed: () => resumed,
    act,
    readAll: async (channel) => {
      const all: PlacedMessage[] = [];
      for (let has_more = true; has_more; ) {
        const before = all[0]?.message.ts;
        const result = await act({ type: 'read_channel', channel, ...(before !== undefined && { before }) });
        all.unshift(...(result.messages ?? []));
        has_more = result.has_more ?? false;
      }
      return all;
    },
    close: () => socket?.terminate(),
  };
}
