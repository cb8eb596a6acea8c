import type { Delivery } from '../gen/havoc/v1/events.js';
import { rowOf } from '../slack/kinds/index.js';
import type { Kind } from './kinds.js';
import type { Log } from './log.js';
import type { Link } from './stream.js';

/** The delivery to watch while its handlers run. */
export interface WatchOptions {
  delivery: Delivery;
  link: Link;
  kind: Kind;
  replied: () => boolean;
  log: Log;
}

/** The first warning comes when this share of the reply time is left. */
const LOW = 0.3;

/**
 * Extends the lease every third of its duration while handlers run. Logs a warning when the time for the reply runs
 * low, and another when it has run out.
 *
 * The watch also ends when the signal is aborted. The lease is then lost, and the timers of a handler that ignores the
 * signal must not keep the process alive.
 *
 * @returns a function that ends the watch
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

function runsLow(kind: Kind, leftMs: number): string {
  return `Slack waits only ${Math.round(leftMs)} ms more for the reply to this ${kind}, and its handler is still running. Call reply() before slow work.`;
}

function ranOut(kind: Kind): string {
  return `Slack has stopped waiting for the reply to this ${kind}, and its handler is still running. Call reply() before slow work.`;
}

/** Warns when no handler replied with a menu's options. For other kinds, an empty reply is a proper answer. */
export function warnIfSilent({ delivery, kind, replied, log }: Omit<WatchOptions, 'link'>): void {
  if (replied() || rowOf(kind).reply?.takes !== 'options') return;
  log.warn(
    { delivery: delivery.id, kind },
    `No handler replied to this ${kind}, so the menu shows no options. End the options handler with reply({ options: [{ text: { type: 'plain_text', text }, value }] }), or reply({ options: [] }) for none.`,
  );
}
