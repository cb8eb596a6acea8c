import type { Delivery } from '../gen/havoc/v1/events.js';
import { type PayloadKind, rowOf } from '../slack/kinds/index.js';
import type { Log } from './log.js';
import type { Link } from './stream.js';

/** What may go wrong while handlers run, watched until they end. */
export interface WatchOptions {
  delivery: Delivery;
  link: Link;
  kind: PayloadKind;
  replied: () => boolean;
  log: Log;
}

/** The last share of the time for an answer, in which a handler is too close to its end. */
const LOW = 0.3;

/**
 * Keeps the lease while handlers run, by extending it each time a third of it is over, and says so when Slack's time
 * for an answer runs low on them, and when it has run out. It ends with the signal too: a handler that does not heed
 * it has nothing left to keep, and must not keep the process.
 *
 * @returns ends the watch
 */
export function watch({ delivery, link, kind, replied, log }: WatchOptions): () => void {
  const { id, lease, reply_by } = delivery;
  const extending = setInterval(
    () => void link.send({ extend: { id, lease } }),
    Math.max(link.leaseMs / 3, 1),
  );

  const leftMs = reply_by === undefined ? 0 : reply_by.getTime() - Date.now();
  const lowAtMs = leftMs * (1 - LOW);
  const warnings =
    leftMs > 0
      ? [
          setTimeout(() => warn(runsLow(kind, leftMs - lowAtMs)), lowAtMs),
          setTimeout(() => warn(ranOut(kind)), leftMs),
        ]
      : [];

  function warn(message: string): void {
    if (!replied()) log.warn({ delivery: id, kind }, message);
  }

  function end(): void {
    link.signal.removeEventListener('abort', end);
    clearInterval(extending);
    for (const warning of warnings) clearTimeout(warning);
  }

  if (link.signal.aborted) end();
  else link.signal.addEventListener('abort', end);
  return end;
}

function runsLow(kind: PayloadKind, leftMs: number): string {
  return `Slack waits only ${Math.round(leftMs)} ms more for the reply to this ${kind}, and its handler still runs. Call reply() first, then do what takes time.`;
}

function ranOut(kind: PayloadKind): string {
  return `Slack has stopped waiting for the reply to this ${kind}, and its handler still runs. Call reply() first, then do what takes time.`;
}

/** Says what to do when a menu's question went without an answer; other kinds are well answered by nothing. */
export function warnIfSilent({ delivery, kind, replied, log }: Omit<WatchOptions, 'link'>): void {
  if (replied() || rowOf(kind).reply?.takes !== 'options') return;
  log.warn(
    { delivery: delivery.id, kind },
    `No handler replied to this ${kind}, so the menu shows nothing. End the options handler with reply({ options: [{ text: { type: 'plain_text', text }, value }] }), or reply({ options: [] }) for none.`,
  );
}
