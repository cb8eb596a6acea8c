/** The part of a writable stream that is needed here. */
export interface Sink<Message> {
  /** Returns false if the buffer is full. */
  write(message: Message): boolean;
  once(event: 'drain', listener: () => void): unknown;
}

export interface OutgoingOptions<Message> {
  sink: Sink<Message>;
  /** The most messages and bytes that may wait for a slow reader. */
  most: { messages: number; bytes: number };
  /** Called once when the limit is exceeded. The waiting messages are dropped. */
  onOverflow: () => void;
}

export interface Outgoing<Message> {
  /** @param bytes the approximate size of the message */
  send(message: Message, bytes: number): void;
  /** Calls `end` once all earlier messages are written to the sink. Never calls it after an overflow. */
  afterAll(end: () => void): void;
  /** Drops the waiting messages and all later ones. */
  stop(): void;
}

/**
 * Writes messages as fast as the reader takes them. The number of waiting messages is limited, so that a reader that does
 * not read cannot fill the memory.
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
