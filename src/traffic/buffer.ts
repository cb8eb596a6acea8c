import type { TrafficEntry, TrafficRecord } from './entry.js';
import { redactBody, redactText } from './redact.js';

/** Entries that wait to be written to the database, oldest first. */
export interface TrafficBuffer {
  /** Adds an entry. Returns false if the buffer is full; the entry is then lost. */
  add(entry: TrafficEntry): boolean;
  /** The oldest entries, redacted and capped. They stay in the buffer until they are dropped. */
  oldest(count: number): TrafficRecord[];
  drop(count: number): void;
  readonly length: number;
}

export interface BufferOptions {
  /** The maximum size of a stored body. */
  bodyCapBytes: number;
  maxEntries: number;
  /** The maximum total size of the capped bodies. */
  maxBytes: number;
  /** The number of entries kept uncapped. Further ones are capped at once, because a body may be 100 times the cap. */
  maxRaw: number;
}

type Waiting = { entry: TrafficEntry } | { record: TrafficRecord };

/** Makes a buffer of bounded size. Entries wait until the next write, and longer while the database fails. */
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

/** Redacts and shortens a name or an outcome. These may come from unverified requests. */
export function shorten(text: string): string {
  return redactText(text).slice(0, 200);
}

function sizeOf({ request, response }: TrafficRecord): number {
  return (request?.byteLength ?? 0) + (response?.byteLength ?? 0);
}
