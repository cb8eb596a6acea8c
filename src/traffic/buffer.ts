import type { TrafficEntry, TrafficRecord } from './entry.js';
import { redactBody, redactText } from './redact.js';

/** Entries on their way to the database, oldest first. */
export interface TrafficBuffer {
  /** False when it is full, and the entry is lost. */
  add(entry: TrafficEntry): boolean;
  /** The oldest, redacted and capped; they stay until they are dropped. */
  oldest(count: number): TrafficRecord[];
  drop(count: number): void;
  readonly length: number;
}

export interface BufferOptions {
  /** What is kept of one body. */
  bodyCapBytes: number;
  maxEntries: number;
  /** Of all bodies together that were capped already. */
  maxBytes: number;
  /** So many wait as they came; those beyond are capped at once, since a body may be a hundred times larger. */
  maxRaw: number;
}

type Waiting = { entry: TrafficEntry } | { record: TrafficRecord };

/** Holds entries for a moment, or for as long as the database is away, in bounded memory. */
export function createBuffer({ bodyCapBytes, maxEntries, maxBytes, maxRaw }: BufferOptions): TrafficBuffer {
  const waiting: Waiting[] = [];
  let bytes = 0;

  function cap({ request, response, name, outcome, ...entry }: TrafficEntry): { record: TrafficRecord } {
    const record: TrafficRecord = {
      ...entry,
      name: shorten(name),
      outcome: shorten(outcome),
      request: redactBody(request, bodyCapBytes),
      response: redactBody(response, bodyCapBytes),
    };
    bytes += sizeOf(record);
    return { record };
  }

  return {
    add(entry) {
      if (waiting.length >= maxEntries || bytes >= maxBytes) return false;
      waiting.push(waiting.length < maxRaw ? { entry } : cap(entry));
      return true;
    },
    oldest(count) {
      const taken = waiting.slice(0, count).map((one) => ('record' in one ? one : cap(one.entry)));
      waiting.splice(0, taken.length, ...taken);
      return taken.map(({ record }) => record);
    },
    drop(count) {
      for (const one of waiting.splice(0, count)) if ('record' in one) bytes -= sizeOf(one.record);
    },
    get length() {
      return waiting.length;
    },
  };
}

/** A name or an outcome as it is kept: it may come from outside, unverified too. */
export function shorten(text: string): string {
  return redactText(text).slice(0, 200);
}

function sizeOf({ request, response }: TrafficRecord): number {
  return (request?.byteLength ?? 0) + (response?.byteLength ?? 0);
}
