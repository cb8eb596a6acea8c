import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Act, Frame, Result } from '../../../src/local-slack/protocol.js';
import { until } from '../../support/until.js';
import { addMessages, applyFrame, type Shown } from './shown.js';

export interface TabOptions {
  url: string;
  team: string;
  user: string;
  /** Receives the text of every frame. The ids that the tab has asked for are removed from results. */
  onFrame: (text: string) => void;
}

/** The page of one person in one workspace, without a browser. */
export interface Tab {
  team: string;
  user: string;
  isOpen(): boolean;
  /** @throws Error before the first snapshot */
  shown(): Shown;
  /** Connects, and goes on after the last change that it has seen. */
  connect(): Promise<void>;
  /** Loses the connection. */
  disconnect(): Promise<void>;
  act(act: Act): Promise<Result>;
  readChannel(channel: string): Promise<Result>;
  readThread(channel: string, ts: string): Promise<Result>;
  /** Resolves when the tab shows this change. */
  caughtUp(number: number): Promise<void>;
}

export function createTab({ url, team, user, onFrame }: TabOptions): Tab {
  let socket: WebSocket | undefined;
  let shown: Shown | undefined;
  let failure: unknown;
  let lastId = 0;
  const waiting = new Map<number, { act: Act; resolve: (result: Result) => void }>();

  function receive(text: string): void {
    const frame = JSON.parse(text) as Frame;
    if (frame.type !== 'result') {
      onFrame(text);
      shown = applyFrame(shown, frame);
      return;
    }
    const asked = waiting.get(frame.id);
    waiting.delete(frame.id);
    const refusal = frame.result.ok ? undefined : withoutIds(frame.result.text ?? '', asked?.act);
    onFrame(JSON.stringify({ ...frame.result, ...(refusal !== undefined && { text: refusal }) }));
    asked?.resolve(frame.result);
  }

  const tab: Tab = {
    team,
    user,
    isOpen: () => socket !== undefined,
    shown: () => {
      if (failure) throw failure;
      if (!shown) throw new Error('The tab has no snapshot.');
      return shown;
    },
    connect: async () => {
      if (socket) return;
      const since = shown ? `&world=${shown.world}&since=${shown.number}` : '';
      socket = new WebSocket(`${url.replace('http', 'ws')}/live?team=${team}&as=${user}${since}`);
      const first = once(socket, 'message');
      socket.on('message', (data) => {
        try {
          receive(String(data));
        } catch (thrown) {
          failure ??= thrown;
        }
      });
      await first;
    },
    disconnect: async () => {
      if (!socket) return;
      const closed = once(socket, 'close');
      socket.terminate();
      socket = undefined;
      await closed;
    },
    act: (act) =>
      new Promise((resolve) => {
        if (!socket) return resolve({ ok: false, error: 'not_connected' });
        lastId += 1;
        waiting.set(lastId, { act, resolve });
        socket.send(JSON.stringify({ id: lastId, act }));
      }),
    readChannel: async (channel) => {
      const result = await tab.act({ type: 'read_channel', channel });
      // The changes before the result may have taken the channel away.
      if (!result.ok || !shown?.channels.has(channel)) return result;
      addMessages(shown, result.messages ?? []);
      shown.readChannels.add(channel);
      return result;
    },
    readThread: async (channel, ts) => {
      const result = await tab.act({ type: 'read_thread', channel, ts });
      const [first] = result.messages ?? [];
      if (!shown?.channels.has(channel) || !first) return result;
      addMessages(shown, result.messages ?? []);
      shown.readThreads.add(`${channel}/${first.message.thread_ts ?? first.message.ts}`);
      return result;
    },
    caughtUp: (number) => until(() => tab.shown().number >= number),
  };
  return tab;
}

/** A refusal names what was asked for, which tells the person nothing new. */
function withoutIds(text: string, act: Act | undefined): string {
  const ids = Object.values(act ?? {})
    .flat()
    .map(String);
  return ids.filter((id) => id.length > 5).reduce((rest, id) => rest.replaceAll(id, '…'), text);
}
