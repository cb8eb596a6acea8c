import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/**
 * What a connection is doing.
 *
 * - `silent`: nothing has come since it was opened. A load balancer may open it ahead of its first request.
 * - `receiving`: the first byte of a request has come, and the request is not proved yet.
 * - `trusted`: its last request was proved to be Slack's. It is answered, or waits for the next request, whose first
 *   byte makes it `receiving` again.
 * - `leaving`: a request was refused. What still comes is thrown away, and the connection is closed.
 */
export type Phase = 'silent' | 'receiving' | 'trusted' | 'leaving';

export interface ConnectionOptions {
  socket: Socket;
  /** How long it may be silent. */
  silentMs: number;
  /** How long a request may take from its first byte until it is whole, and an answer until the other side took it. */
  requestTimeoutMs: number;
  /** Called when a request did not come in time and no handler has seen it. */
  onTimeout: (connection: Connection) => void;
  /** Called when a phase begins; also when a further request of a trusted connection is proved. */
  onPhase: (connection: Connection) => void;
  nowMs: () => number;
}

export interface Connection {
  readonly socket: Socket;
  readonly phase: Phase;
  /** The head of a request has come. */
  begin(request: IncomingMessage): void;
  /** Names what ends the reading of the request's body when its time is over. */
  readingUntil(onTimeout: () => void): void;
  /** The request is Slack's. */
  trust(request: IncomingMessage): void;
  /** The request was refused: nothing more is read. */
  leave(): void;
  /**
   * What came behind the last whole request is no HTTP. It is not answered: nothing more is read, and the connection
   * ends once the requests before it are judged and answered.
   */
  leaveAnswered(): void;
  /** The answer was written, or its connection is gone. */
  finish(request: IncomingMessage): void;
  /** Ends this side, and throws away what the other side still sends, for a moment. */
  linger(): void;
  /** Whether the request is Slack's and waits for its answer. */
  isAnswering(request: IncomingMessage): boolean;
  /** How many of Slack's requests wait for their answers. */
  unanswered(): number;
  /** Whether a request is whole, and nobody knows yet whether it is Slack's. */
  isJudging(): boolean;
  /** Looks whether a time is over. */
  look(atMs: number): void;
}

/**
 * The first slice of a chunk that is parsed. The parser makes an object for each request in what it is given, which
 * takes 40 µs; 64 KB may hold 2,400 requests. Slices grow while nothing is refused.
 */
const SLICE_BYTES = 256;
/** Longer than any answer to Slack takes that is due before a refusal on the same connection. */
const ANSWERS_MS = 30_000;
/** A client that is still sending reads the refusal only if its connection is not reset meanwhile. */
const LINGER_MS = 1_000;
const LINGER_BYTES = 4 * 1024 * 1024;

export function createConnection(options: ConnectionOptions): Connection {
  const { socket, silentMs, requestTimeoutMs, nowMs } = options;
  const unjudged = new Set<IncomingMessage>();
  const answering = new Set<IncomingMessage>();
  let phase: Phase = 'silent';
  let deadlineMs = nowMs() + silentMs;
  let stuckSinceMs: number | undefined;
  let endReading: (() => void) | undefined;
  let newest: IncomingMessage | undefined;
  let bodyLeft = 0;
  let held: Buffer | undefined;
  let thrownAway = 0;
  let endsAnswered = false;
  const parse = takeOverData(socket, receive);

  function enter(next: Phase, ms: number): void {
    phase = next;
    deadlineMs = nowMs() + ms;
    options.onPhase(connection);
  }

  function receive(chunk: Buffer): void {
    if (phase === 'leaving' || endsAnswered) {
      throwAway(chunk);
      return;
    }
    held = held ? Buffer.concat([held, chunk]) : chunk;
    parseHeld();
  }

  /** A request that is whole is judged before the next one is parsed, so that each connection has one turn. */
  function parseHeld(): void {
    let slice = SLICE_BYTES;
    while (held && phase !== 'leaving' && !isJudging()) {
      if (socket.isPaused()) {
        // Too much of the answers is unread. The parser is paused too, and takes this on with the socket.
        const rest = held;
        held = undefined;
        socket.unshift(rest);
        return;
      }
      if (phase !== 'receiving') enter('receiving', requestTimeoutMs);
      const isBody = newest !== undefined && !newest.complete && bodyLeft > 0;
      const part = held.subarray(0, isBody ? bodyLeft : slice);
      held = part.length < held.length ? held.subarray(part.length) : undefined;
      if (isBody) bodyLeft -= part.length;
      else slice *= 2;
      parse(part);
    }
  }

  function isJudging(): boolean {
    return [...unjudged].some(({ complete }) => complete);
  }

  function throwAway({ length }: Buffer): void {
    thrownAway += length;
    if (thrownAway > LINGER_BYTES) socket.destroy();
  }

  function expire(): void {
    if (phase !== 'receiving') socket.destroy();
    else if (unjudged.size > 0 && endReading) endReading();
    else options.onTimeout(connection);
  }

  const connection: Connection = {
    socket,
    get phase() {
      return phase;
    },
    begin(request) {
      newest = request;
      bodyLeft = Number(request.headers['content-length'] ?? 0);
      unjudged.add(request);
    },
    readingUntil(onTimeout) {
      endReading = onTimeout;
    },
    trust(request) {
      unjudged.delete(request);
      answering.add(request);
      if (phase === 'leaving') return;
      if (endsAnswered) return isJudging() ? undefined : connection.leave();
      if (unjudged.size > 0) return enter('receiving', requestTimeoutMs);
      enter('trusted', Number.POSITIVE_INFINITY);
      parseHeld();
    },
    leave() {
      held = undefined;
      unjudged.clear();
      if (phase !== 'leaving') enter('leaving', ANSWERS_MS);
    },
    leaveAnswered() {
      endsAnswered = true;
      held = undefined;
      if (!isJudging()) connection.leave();
    },
    finish(request) {
      answering.delete(request);
      if (endsAnswered && answering.size === 0 && !isJudging()) connection.linger();
    },
    linger() {
      held = undefined;
      socket.end();
      socket.resume();
      enter('leaving', LINGER_MS);
    },
    isAnswering: (request) => answering.has(request),
    unanswered: () => answering.size,
    isJudging,
    look(atMs) {
      if (atMs >= deadlineMs) return expire();
      if (socket.writableLength === 0) stuckSinceMs = undefined;
      else if (stuckSinceMs === undefined) stuckSinceMs = atMs;
      else if (atMs - stuckSinceMs >= requestTimeoutMs) socket.destroy();
    },
  };
  // Node.js calls this after the last answer, and would reset the connection if bytes are unread.
  socket.destroySoon = connection.linger;
  return connection;
}

/**
 * Puts `receive` between the socket and Node.js's parser, and returns what feeds the parser. A listener for `data`
 * makes Node.js hand the bytes to JavaScript instead of reading them inside the parser.
 *
 * @throws Error if the parser does not listen, as another version of Node.js might have it: no request would be read
 */
function takeOverData(socket: Socket, receive: (chunk: Buffer) => void): (chunk: Buffer) => void {
  const parsers = socket.listeners('data') as ((chunk: Buffer) => void)[];
  if (parsers.length === 0) {
    throw new Error(`The HTTP parser of Node.js ${process.version} does not listen for data.`);
  }
  socket.on('data', receive);
  for (const parser of parsers) socket.off('data', parser);
  return (chunk) => {
    for (const parser of parsers) parser.call(socket, chunk);
  };
}
