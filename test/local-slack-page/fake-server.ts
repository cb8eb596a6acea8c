import type { Act, Frame, Request, Result } from '../../src/local-slack/protocol.js';
import type { Dial, Socket } from '../../src/local-slack-page/live/connection.js';

/** The server's end of a connection. */
export interface FakeTab {
  query: Record<string, string>;
  /** The requests that have come, oldest first. */
  requests: Request[];
  send(frame: Frame): void;
  /** Answers the oldest request of this type. */
  answer(type: Act['type'], result: Result): void;
  lose(code: number): void;
}

/** A server without sockets. It takes every connection of `dial`. */
export function createFakeServer() {
  const tabs: FakeTab[] = [];
  const waiting: (() => void)[] = [];
  const dial: Dial = (url) => {
    const requests: Request[] = [];
    let hear = (_: { data: unknown }) => {};
    let hearClose = (_: { code: number }) => {};
    let readyState: number = 1;
    const send = (frame: Frame) => hear({ data: JSON.stringify(frame) });
    tabs.push({
      query: Object.fromEntries(new URL(url).searchParams),
      requests,
      send,
      answer: (type, result) => {
        const at = requests.findIndex(({ act }) => act.type === type);
        const [request] = requests.splice(at, 1);
        if (at < 0 || !request) throw new Error(`There is no request of the type ${type}.`);
        send({ type: 'result', id: request.id, result });
      },
      lose: (code) => {
        readyState = 3;
        hearClose({ code });
      },
    });
    for (const resolve of waiting.splice(0)) resolve();
    const socket = {
      get readyState() {
        return readyState;
      },
      send: (data: unknown) => {
        requests.push(JSON.parse(String(data)) as Request);
      },
      close: () => {
        readyState = 3;
      },
      addEventListener: (type: string, heard: (event: never) => void) => {
        if (type === 'message') hear = heard as typeof hear;
        else hearClose = heard as typeof hearClose;
      },
    };
    return socket as Socket;
  };
  /** Resolves with a connection once it is there, counted from 0. */
  const tab = async (index = 0): Promise<FakeTab> => {
    for (;;) {
      const found = tabs[index];
      if (found) return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return { dial, tab };
}
