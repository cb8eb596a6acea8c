import { HavocError } from '../base/index.js';
import type { Delivery, SubscribeRequest } from '../gen/havoc/v1/events.js';
import { SlackError, Unrecoverable } from './errors.js';

const MOST_ERROR_LENGTH = 2_000;

/** The request that settles a delivery whose handlers threw these errors. */
export function settlementOf({ id, lease }: Delivery, errors: readonly unknown[]): SubscribeRequest {
  if (errors.length === 0) return { ack: { id, lease } };
  const error = errors.map(describe).join('\n').slice(0, MOST_ERROR_LENGTH);
  // If one listener could still succeed, another attempt makes sense, even if the others cannot succeed.
  const hopeless = errors.every((thrown) => thrown instanceof Unrecoverable);
  if (hopeless) return { term: { id, lease, error } };
  return { nak: { id, lease, error, delay_ms: delayOf(errors) } };
}

/** True if the sidecar would still accept a settlement: the lease is not lost, and the stream is not broken. */
export function mayStillSettle(signal: AbortSignal): boolean {
  if (!signal.aborted) return true;
  return signal.reason instanceof HavocError && signal.reason.code === 'client.stopping';
}

/** The longest retry delay that Slack asked for; undefined if it asked for none. */
function delayOf(errors: readonly unknown[]): number | undefined {
  const delays = errors.flatMap((thrown) =>
    thrown instanceof SlackError ? (thrown.retryAfterMs ?? []) : [],
  );
  return delays.length > 0 ? Math.max(...delays) : undefined;
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}
