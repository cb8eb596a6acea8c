import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One request to refresh a token. */
export interface RefreshRequest {
  refreshToken: string;
  /** Undefined if the refresh token was used before, or is unknown. */
  accessToken: string | undefined;
}

/** Where a process that refreshes dies: before it calls Slack, or after Slack's answer and before the commit. */
export type Death = 'before' | 'after';

/** A server that only refreshes tokens, as Slack does: each refresh token can be used once. */
export interface RotatingSlack {
  /** The URL of its Web API. */
  apiUrl: string;
  /** The URL at which a process asks whether to die, with `?at=`. */
  fateUrl: string;
  /** A new pair of tokens, as an installation gets it. */
  issue(): { access_token: string; refresh_token: string };
  /** The requests since the last call of this function. */
  takeRequests(): RefreshRequest[];
  /** Makes the next process at this point kill itself. Undefined: none does. */
  setFate(death: Death | undefined): void;
  /** The processes that were told to die. */
  readonly deaths: number[];
  close(): Promise<void>;
}

/** @param delayMs how long an answer takes */
export async function startRotatingSlack(delayMs: () => number = () => 5): Promise<RotatingSlack> {
  const unused = new Set<string>();
  const deaths: number[] = [];
  let requests: RefreshRequest[] = [];
  let fate: Death | undefined;
  let count = 0;

  function issue() {
    count++;
    const refresh_token = `xoxe-1-refresh-${count}`;
    unused.add(refresh_token);
    return { access_token: `xoxe.xoxb-1-access-${count}`, refresh_token };
  }

  function refresh(refreshToken: string): object {
    if (!unused.delete(refreshToken)) {
      requests.push({ refreshToken, accessToken: undefined });
      return { ok: false, error: 'invalid_refresh_token' };
    }
    const issued = issue();
    requests.push({ refreshToken, accessToken: issued.access_token });
    return { ok: true, ...issued, expires_in: 43_200, token_type: 'bot', scope: 'chat:write' };
  }

  /** Answers whether a process must kill itself. Each death is for one process only. */
  function tellFate(url: URL): object {
    const dies = fate !== undefined && url.searchParams.get('at') === fate;
    if (!dies) return { dies };
    fate = undefined;
    deaths.push(Number(url.searchParams.get('pid')));
    return { dies };
  }

  async function answer(request: IncomingMessage): Promise<object> {
    const url = new URL(request.url ?? '/', 'http://slack');
    if (url.pathname === '/fate') return tellFate(url);
    const form = new URLSearchParams(await text(request));
    await new Promise((resolve) => setTimeout(resolve, delayMs()));
    return refresh(form.get('refresh_token') ?? '');
  }

  const server = createServer((request, response) => {
    void answer(request).then((body) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `${url}/api/`,
    fateUrl: `${url}/fate`,
    issue,
    deaths,
    takeRequests() {
      const taken = requests;
      requests = [];
      return taken;
    },
    setFate(death) {
      fate = death;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
