import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Json = Record<string, unknown>;

/** A push from the local Slack. `kind` is a command with its slash, an interactive type or an event type. */
export interface Heard {
  kind: string;
  body: Json;
}

export interface SmallApp {
  url: string;
  /** Returns the answer: JSON, undefined for an empty 200 (the default), or a number for that status. */
  answer: (heard: Heard) => Promise<Json | number | undefined> | Json | number | undefined;
  close(): Promise<void>;
}

/** Starts a minimal app. It does not verify signatures. */
export async function startSmallApp(): Promise<SmallApp> {
  const server = createServer(async (request, response) => {
    const answer = await app.answer(heardFrom(await text(request)));
    if (typeof answer === 'number') response.writeHead(answer).end();
    else if (answer)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    else response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const app: SmallApp = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack`,
    answer: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return app;
}

function heardFrom(raw: string): Heard {
  if (raw.startsWith('{')) {
    const body = JSON.parse(raw) as Json & { event?: { type: string } };
    return { kind: body.event?.type ?? String(body.type), body };
  }
  const form = Object.fromEntries(new URLSearchParams(raw));
  if (form.payload === undefined) return { kind: form.command ?? '', body: form };
  const body = JSON.parse(form.payload) as Json;
  return { kind: String(body.type), body };
}

/** Calls the Web API with the bot's token. Throws if the answer is not ok. */
export async function call(
  api: { apiUrl: string; botToken: string },
  method: string,
  args: Json,
): Promise<Json> {
  const response = await fetch(api.apiUrl + method, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.botToken}`, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(args),
  });
  const answer = (await response.json()) as Json;
  if (!answer.ok) throw new Error(`${method} answered ${JSON.stringify(answer)}`);
  return answer;
}
