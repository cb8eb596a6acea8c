/** Where messages go: all of a stream that is needed here. */
export interface Sink<Message> {
  /** False when there is no room for more for now. */
  write(message: Message): boolean;
  once(event: 'drain', listener: () => void): unknown;
}

export interface OutgoingOptions<Message> {
  sink: Sink<Message>;
  /** How many messages, and bytes of them, may wait for a reader that is slow. */
  most: { messages: number; bytes: number };
  /** Called once: the reader is too slow, and what waited is dropped. */
  onOverflow: () => void;
}

export interface Outgoing<Message> {
  /** @param bytes about as large as it is */
  send(message: Message, bytes: number): void;
  /** Calls back once everything before it is with the sink; never after an overflow. */
  afterAll(end: () => void): void;
  /** Drops what waits, and all that is still to be sent. */
  stop(): void;
}

/**
 * Hands messages on as fast as the reader takes them. What waits is bounded: a reader that does not read may not fill
 * the memory of all.
 */
export function createOutgoing<Message>({
  sink,
  most,
  onOverflow,
}: OutgoingOptions<Message>): Outgoing<Message> {
  let waiting: ({ message: Message; bytes: number } | { end: () => void })[] = [];
  let bytesWaiting = 0;
  let isFull = false;
  let isStopped = false;

  function stop(): void {
    isStopped = true;
    waiting = [];
  }

  function pass(message: Message): void {
    isFull = !sink.write(message);
    if (isFull) sink.once('drain', drain);
  }

  function drain(): void {
    isFull = false;
    const batch = waiting;
    let at = 0;
    for (; at < batch.length && !isFull && !isStopped; at++) {
      const next = batch[at];
      if (next === undefined) continue;
      if ('end' in next) next.end();
      else {
        bytesWaiting -= next.bytes;
        pass(next.message);
      }
    }
    if (!isStopped) waiting = batch.slice(at);
  }

  return {
    send(message, bytes) {
      if (isStopped) return;
      if (!isFull) {
        pass(message);
        return;
      }
      waiting.push({ message, bytes });
      bytesWaiting += bytes;
      if (waiting.length <= most.messages && bytesWaiting <= most.bytes) return;
      stop();
      onOverflow();
    },
    afterAll(end) {
      if (isStopped) return;
      if (isFull) waiting.push({ end });
      else end();
    },
    stop,
  };
}
