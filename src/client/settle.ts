import { HavocError } from '../base/index.js';
import type { Delivery, SubscribeRequest } from '../gen/havoc/v1/events.js';
import { SlackError, Unrecoverable } from './errors.js';

const MOST_ERROR_LENGTH = 2_000;

/** How a delivery is settled after its handlers ended: each of the errors is one that a handler threw. */
export function settlementOf({ id, lease }: Delivery, errors: readonly unknown[]): SubscribeRequest {
  if (errors.length === 0) return { ack: { id, lease } };
  const error = errors.map(describe).join('\n').slice(0, MOST_ERROR_LENGTH);
  // One that could still succeed is worth another attempt, even if another of them cannot.
  const hopeless = errors.every((thrown) => thrown instanceof Unrecoverable);
  if (hopeless) return { term: { id, lease, error } };
  return { nak: { id, lease, error, delay_ms: delayOf(errors) } };
}

/** Whether the sidecar would still take a settlement: not after the lease was lost or the stream broke. */
export function mayStillSettle(signal: AbortSignal): boolean {
  if (!signal.aborted) return true;
  return signal.reason instanceof HavocError && signal.reason.code === 'client.stopping';
}

/** Slack's own word on when to come back, where it gave one. */
function delayOf(errors: readonly unknown[]): number | undefined {
  const delays = errors.flatMap((thrown) =>
    thrown instanceof SlackError ? (thrown.retryAfterMs ?? []) : [],
  );
  return delays.length > 0 ? Math.max(...delays) : undefined;
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}
