/** Gets events to one contender, and hears what comes of each. */
export interface Sender {
  /** The event is the caller's number for it. */
  send(event: number, bytes: Buffer): void;
  close(): void;
}
