import { once } from 'node:events';
import { Pool } from 'undici';
import { WebSocket } from 'ws';
import { nowMs } from './clock.js';

type Json = Record<string, unknown>;

/** Calls the Web API of a local Slack over kept-alive connections. */
export interface ApiClient {
  /** @throws Error if the answer is not ok */
  call(method: string, args: Json): Promise<Json>;
  close(): Promise<void>;
}

export function createApiClient(url: string, token: string): ApiClient {
  const pool = new Pool(url);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return {
    async call(method, args) {
      const request = {
        path: `/api/${method}`,
        method: 'POST' as const,
        headers,
        body: JSON.stringify(args),
      };
      const { body } = await pool.request(request);
      const answer = (await body.json()) as Json;
      if (answer.ok !== true) throw new Error(`${method} failed: ${JSON.stringify(answer)}`);
      return answer;
    },
    close: () => pool.close(),
  };
}

/** An open tab of the page. */
export interface BenchTab {
  /** From the request for the connection to the snapshot. */
  openedMs: number;
  /** @throws Error if the act fails */
  act(act: Json): Promise<Json>;
  close(): Promise<void>;
}

export async function openBenchTab(url: string, person: string): Promise<BenchTab> {
  const beganMs = nowMs();
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live?as=${person}`);
  const waiting = new Map<number, (result: Json) => void>();
  let lastId = 0;
  const snapshot = once(socket, 'message');
  await snapshot;
  const openedMs = nowMs() - beganMs;
  socket.on('message', (data) => {
    const frame: Json = JSON.parse(String(data));
    if (frame.type !== 'result') return;
    waiting.get(Number(frame.id))?.(frame.result as Json);
    waiting.delete(Number(frame.id));
  });
  return {
    openedMs,
    async act(act) {
      lastId += 1;
      const id = lastId;
      const result = new Promise<Json>((resolve) => waiting.set(id, resolve));
      socket.send(JSON.stringify({ id, act }));
      const answer = await result;
      if (answer.ok !== true) throw new Error(`${act.type} failed: ${JSON.stringify(answer)}`);
      return answer;
    },
    async close() {
      socket.close();
      await once(socket, 'close');
    },
  };
}
