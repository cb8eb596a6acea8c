/** Sends events to one contender, and receives the outcome of each. */
export interface Sender {
  /** Sends an event. `event` is the caller's number for it. */
  send(event: number, bytes: Buffer): void;
  close(): void;
}
