import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/**
 * What a connection is doing.
 *
 * - `silent`: no byte has arrived since it was opened. A load balancer may open it ahead of its first request.
 * - `receiving`: the first byte of a request has arrived, and the request is not verified yet.
 * - `trusted`: its last request was verified as Slack's. The request is being answered, or the connection waits for
 *   the next one, whose first byte makes it `receiving` again.
 * - `leaving`: a request was refused. Bytes that still arrive are discarded, and the connection is closed.
 */
export type Phase = 'silent' | 'receiving' | 'trusted' | 'leaving';

export interface ConnectionOptions {
  socket: Socket;
  /** How long it may be silent. */
  silentMs: number;
  /**
   * The longest time from a request's first byte to its last. Also the longest time for which the client may leave part
   * of an answer unread.
   */
  requestTimeoutMs: number;
  /** Called when a request did not arrive in time and no handler has seen it. */
  onTimeout: (connection: Connection) => void;
  /** Called when a phase begins, and when a further request on a trusted connection is verified. */
  onPhase: (connection: Connection) => void;
  nowMs: () => number;
}

export interface Connection {
  readonly socket: Socket;
  readonly phase: Phase;
  /** Notes that the head of a request has arrived. */
  begin(request: IncomingMessage): void;
  /** Sets the function that ends the reading of the request's body when its time is over. */
  readingUntil(onTimeout: () => void): void;
  /** Notes that the request is verified as Slack's. */
  trust(request: IncomingMessage): void;
  /** Notes that a request was refused. Nothing more is read. */
  leave(): void;
  /**
   * Notes that the bytes after the last whole request are not HTTP. They get no answer, and nothing more is read. The
   * connection ends once the requests before them are judged and answered.
   */
  leaveAnswered(): void;
  /** Notes that the answer was written, or that its connection is gone. */
  finish(request: IncomingMessage): void;
  /** Ends havoc's side, and for a moment discards what the client still sends. */
  linger(): void;
  /** True if the request is Slack's and waits for its answer. */
  isAnswering(request: IncomingMessage): boolean;
  /** Returns how many of Slack's requests wait for their answers. */
  unanswered(): number;
  /** True if a whole request has arrived that is neither verified nor refused yet. */
  isJudging(): boolean;
  /** Checks whether a time limit has passed, and ends the connection or its request if so. */
  look(atMs: number): void;
}

/**
 * The size of the first slice of a chunk that is parsed. The parser creates an object for each request in its input,
 * which takes 40 µs, and 64 KB may hold 2,400 requests. Slices grow while nothing is refused.
 */
const SLICE_BYTES = 256;
/** How long a refused connection may stay open. The answers to earlier requests on it take less time than this. */
const ANSWERS_MS = 30_000;
/**
 * How long, and how much, a refused client may still send. If the connection closed at once, it could be reset, and the
 * client could not read the refusal.
 */
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

  /** Parses held bytes. A whole request is judged before the next one is parsed, so that connections take turns. */
  function parseHeld(): void {
    let slice = SLICE_BYTES;
    while (held && phase !== 'leaving' && !isJudging()) {
      if (socket.isPaused()) {
        // The client leaves too many answers unread, so Node.js paused the socket and the parser. These bytes come
        // again when both resume.
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
  // Node.js calls this after the last answer. Its own function would reset the connection if bytes are unread.
  socket.destroySoon = connection.linger;
  return connection;
}

/**
 * Puts `receive` between the socket and Node.js's parser, and returns a function that feeds the parser. A listener
 * for `data` makes Node.js hand the bytes to JavaScript instead of reading them inside the parser.
 *
 * @throws Error if the parser does not listen for data, as may happen in another version of Node.js. Then no request
 * would be read.
 */
function takeOverData(socket: Socket, receive: (chunk: Buffer) => void): (chunk: Buffer) => void {
  const parsers = socket.listeners('data') as ((chunk: Buffer) => void)[];
  if (parsers.length === 0) {
    throw new Error(
      `The HTTP parser of Node.js ${process.version} does not listen for data: run havoc with another version.`,
    );
  }
  socket.on('data', receive);
  for (const parser of parsers) socket.off('data', parser);
  return (chunk) => {
    for (const parser of parsers) parser.call(socket, chunk);
  };
}
