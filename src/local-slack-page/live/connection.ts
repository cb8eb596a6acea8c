import type { Act, NotAllowed, Request, Result, Update } from '../../local-slack/protocol.js';

/** After a loss, the status is `lost` until the server has sent a new snapshot. `refused` is final. */
export type ConnectionStatus = 'connecting' | 'live' | 'lost' | 'refused';

export interface Connection {
  /** Never rejects. If the connection is lost before the answer, the result has `ok: false`. */
  request(act: Act): Promise<Result>;
  stop(): void;
}

interface ConnectionOptions {
  url: string;
  onUpdate: (update: Exclude<Update, { type: 'result' }>) => void;
  onStatus: (status: ConnectionStatus) => void;
}

const NOT_ALLOWED: NotAllowed = 4403;
const RETRY_MS = [250, 500, 1000, 2000, 4000];

/** Keeps one WebSocket to the local Slack open, and reconnects until it is stopped. */
export function createConnection({ url, onUpdate, onStatus }: ConnectionOptions): Connection {
  const waiting = new Map<number, (result: Result) => void>();
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastId = 0;
  let failures = 0;
  let isStopped = false;

  const dial = () => {
    socket = new WebSocket(url);
    socket.addEventListener('message', ({ data }) => receive(JSON.parse(String(data)) as Update));
    socket.addEventListener('close', lose);
  };
  const receive = (update: Update) => {
    if (update.type === 'result') {
      waiting.get(update.id)?.(update.result);
      waiting.delete(update.id);
      return;
    }
    onUpdate(update);
    if (update.type !== 'snapshot') return;
    failures = 0;
    onStatus('live');
  };
  const lose = ({ code }: CloseEvent) => {
    for (const answer of waiting.values()) answer(connectionLost);
    waiting.clear();
    if (isStopped) return;
    if (code === NOT_ALLOWED) return onStatus('refused');
    onStatus('lost');
    timer = setTimeout(dial, RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]);
  };

  onStatus('connecting');
  dial();
  return {
    request: (act) =>
      new Promise((resolve) => {
        if (socket?.readyState !== WebSocket.OPEN) return resolve(connectionLost);
        const request: Request = { id: ++lastId, act };
        waiting.set(request.id, resolve);
        socket.send(JSON.stringify(request));
      }),
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}

const connectionLost: Result = {
  ok: false,
  error: 'connection_lost',
  text: 'The local Slack cannot be reached. Start it if it is not running; this page reconnects by itself.',
};
