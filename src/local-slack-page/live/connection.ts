import type { Act, Frame, NotAllowed, Request, Result, Snapshot } from '../../local-slack/protocol.js';

/** After a loss, the status is `lost` until the server has resumed or sent a new snapshot. `refused` is final. */
export type ConnectionStatus = 'connecting' | 'live' | 'lost' | 'refused';

export interface Connection {
  /** Never rejects. If the connection is lost before the answer, the result has `ok: false`. */
  request(act: Act): Promise<Result>;
  /** Answers all open requests as lost. No frame arrives after that. */
  stop(): void;
}

/** The workspace and the person that a tab asks for. The server picks what is absent. */
export interface Wanted {
  team?: string;
  as?: string;
}

/** What the connection needs of a WebSocket. */
export type Socket = Pick<WebSocket, 'readyState' | 'send' | 'close'> & {
  addEventListener(type: 'message', heard: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', heard: (event: { code: number }) => void): void;
};

export type Dial = (url: string) => Socket;

export interface ConnectionOptions {
  url: string;
  wanted: Wanted;
  onFrame: (frame: Exclude<Frame, { type: 'result' }>) => void;
  onStatus: (status: ConnectionStatus) => void;
  dial?: Dial;
}

const OPEN: typeof WebSocket.OPEN = 1;
const NOT_ALLOWED: NotAllowed = 4403;
const RETRY_MS = [250, 500, 1000, 2000, 4000];

/**
 * Keeps one WebSocket to the local Slack open, and reconnects until it is stopped. It remembers the number of the last
 * change, so that the server can resume from there.
 */
export function createConnection({ url, wanted, onFrame, onStatus, dial }: ConnectionOptions): Connection {
  const open = dial ?? ((to) => new WebSocket(to));
  const waiting = new Map<number, (result: Result) => void>();
  let query: Query = wanted;
  let socket: Socket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastId = 0;
  let failures = 0;
  let isStopped = false;

  const connect = () => {
    socket = open(url + formatQuery(query));
    socket.addEventListener('message', ({ data }) => receive(JSON.parse(String(data)) as Frame));
    socket.addEventListener('close', ({ code }) => lose(code));
  };
  const receive = (frame: Frame) => {
    if (isStopped) return;
    if (frame.type === 'result') {
      waiting.get(frame.id)?.(frame.result);
      waiting.delete(frame.id);
      return;
    }
    if (frame.type === 'change') {
      if (frame.number <= (query.since ?? 0)) return;
      query = { ...query, since: frame.number };
      return onFrame(frame);
    }
    if (frame.type === 'snapshot') query = queryAfter(frame.snapshot);
    onFrame(frame);
    failures = 0;
    onStatus('live');
  };
  const lose = (code: number) => {
    answerAll();
    if (isStopped) return;
    if (code === NOT_ALLOWED) return onStatus('refused');
    onStatus('lost');
    timer = setTimeout(connect, RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]);
  };
  const answerAll = () => {
    for (const answer of waiting.values()) answer(connectionLost);
    waiting.clear();
  };

  onStatus('connecting');
  connect();
  return {
    request: (act) =>
      new Promise((resolve) => {
        if (isStopped || socket?.readyState !== OPEN) return resolve(connectionLost);
        const request: Request = { id: ++lastId, act };
        waiting.set(request.id, resolve);
        socket.send(JSON.stringify(request));
      }),
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      answerAll();
      socket?.close();
    },
  };
}

interface Query extends Wanted {
  world?: string;
  since?: number;
}

function queryAfter({ world, number, team, you }: Snapshot): Query {
  return { team: team.id, as: you, world, since: number };
}

function formatQuery({ team, as, world, since }: Query): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ team, as, world, since })) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size > 0 ? `?${query}` : '';
}

const connectionLost: Result = {
  ok: false,
  error: 'connection_lost',
  text: 'The local Slack cannot be reached. Start it if it is not running; this page reconnects by itself.',
};
