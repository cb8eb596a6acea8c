import type { ServerResponse } from 'node:http';
import { type LocalSlack, type LocalSlackOptions, startLocalSlack } from '../../../src/local-slack/index.js';
import type { Json } from '../../../src/local-slack/model.js';
import { type Received, startReceiver } from './receiver.js';

/** A local Slack and a minimal app. The test sets the app's answer, which is an empty 200 by default. */
export interface Stage {
  local: LocalSlack;
  app: Awaited<ReturnType<typeof startReceiver>>;
  answer: (request: Received, response: ServerResponse) => unknown;
  /** Calls the Web API with the bot's token and a JSON body. */
  call(method: string, args: object): Promise<Json>;
  close(): Promise<void>;
}

/** An answer for the app. */
export const answering =
  (status: number, body: object | string = '', headers: Record<string, string> = {}): Stage['answer'] =>
  (_request, response) => {
    const type = typeof body === 'string' ? 'text/plain' : 'application/json';
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': type, ...headers }).end(text);
  };

export async function startStage(options: LocalSlackOptions = {}): Promise<Stage> {
  const local = await startLocalSlack({ retryDelaysMs: [0, 0, 0], ...options });
  const stage: Stage = {
    local,
    app: await startReceiver(local.signingSecret, (request, response) => stage.answer(request, response)),
    answer: answering(200),
    call: async (method, args) => {
      const headers = { authorization: `Bearer ${local.botToken}`, 'content-type': 'application/json' };
      const response = await fetch(local.apiUrl + method, {
        method: 'POST',
        headers,
        body: JSON.stringify(args),
      });
      return (await response.json()) as Json;
    },
    close: async () => {
      await local.close();
      await stage.app.close();
    },
  };
  return stage;
}

/** A stage whose app receives all pushes at one URL. */
export async function startPushedStage(options: LocalSlackOptions = {}): Promise<Stage> {
  const stage = await startStage(options);
  await stage.local.configure({ requestUrl: stage.app.url, verify: false });
  return stage;
}

/** A stage with a clock for the test to advance. Its app receives interactions and commands. */
export interface ClockedStage extends Stage {
  passTime(ms: number): void;
}

export async function startClockedStage(): Promise<ClockedStage> {
  let nowMs = Date.now();
  const stage = await startStage({ now: () => new Date(nowMs) });
  await stage.local.configure({ requestUrl: { interactions: stage.app.url, commands: stage.app.url } });
  return Object.assign(stage, {
    passTime(ms: number) {
      nowMs += ms;
    },
  });
}
