import { backoffMs, within } from '../base/index.js';
import { type Database, isDataFault } from '../db/index.js';
import type { Logger } from '../log/index.js';
import { createBuffer, shorten } from './buffer.js';
import { BODY_CAP_BYTES, isRefused, type TrafficEntry, type TrafficRecord } from './entry.js';
import { createSample } from './sample.js';
import { insertTraffic } from './store.js';
import { startSweeper } from './sweeper.js';

export interface TrafficRecorderOptions {
  db: Pick<Database, 'prisma' | 'pool'>;
  log: Logger;
  now?: () => Date;
  /** The maximum size of a stored body. */
  bodyCapBytes?: number;
  /** The maximum number of refused requests recorded per minute. */
  refusedPerMinute?: number;
  /** The maximum number of entries that wait in memory for the database. Further entries are lost, and counted. */
  maxBuffered?: number;
  /** The maximum total size of the bodies of these entries. */
  maxBufferedBytes?: number;
  /** How long an entry waits so that others can be written with it. */
  flushMs?: number;
  /** How long a record is kept; 0 keeps it forever. */
  retentionHours?: number;
  sweepEveryMs?: number;
}

export interface TrafficRecorder {
  /** Records an entry. Never blocks and never throws. The entry is not durable until the next flush. */
  record(entry: TrafficEntry): void;
  /** Calls the listener with each record after its flush. A record that the database refused has no id. */
  onRecord(listener: (record: TrafficRecord) => void): () => void;
  /** Writes the waiting entries. If the database does not answer in time, logs how many are lost. */
  stop(): Promise<void>;
  /** The number of entries lost because of a full buffer or a failing database. */
  lost(): number;
}

const BATCH = 500;
const STOP_WITHIN_MS = 5_000;

/**
 * Records the traffic with Slack in both directions: in the log at once, and in PostgreSQL in batches.
 *
 * An entry is redacted and capped at the next flush, or at once if many are waiting. It is written with its batch,
 * and then passed to the listeners. While the database fails, a bounded number of entries waits, and writing is
 * retried with backoff.
 */
export function createTrafficRecorder(options: TrafficRecorderOptions): TrafficRecorder {
  const { db, log, now = () => new Date() } = options;
  const {
    bodyCapBytes = BODY_CAP_BYTES,
    maxBuffered = 10_000,
    maxBufferedBytes = 64 * 1024 * 1024,
  } = options;
  const { flushMs = 200 } = options;
  const { refusedPerMinute = 60, retentionHours = 72, sweepEveryMs = 10 * 60_000 } = options;
  const takeRefused = createSample({ perMinute: refusedPerMinute, now });
  const listeners = new Set<(record: TrafficRecord) => void>();
  const waiting = createBuffer({
    bodyCapBytes,
    maxEntries: maxBuffered,
    maxBytes: maxBufferedBytes,
    maxRaw: BATCH,
  });
  let lost = 0;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> | undefined;
  let stopped = false;

  function record(entry: TrafficEntry): void {
    const refused = isRefused(entry);
    if (refused && !mayKeepRefused()) return;
    const { at, request, response, tookMs, ...brief } = entry;
    const line = { ...brief, name: shorten(brief.name), took_ms: tookMs };
    if (refused) log.warn(line, 'traffic');
    else log.info({ ...line, envelope_id: brief.envelope_id?.toString() }, 'traffic');
    if (!stopped && waiting.add(withBodies(entry, refused))) schedule(flushMs);
    else lost++;
  }

  /** Drops bodies that are not stored: those of refused requests, and requests whose body the envelope has. */
  function withBodies({ request, response, ...brief }: TrafficEntry, refused: boolean): TrafficEntry {
    if (refused) return brief;
    return brief.envelope_id === undefined ? { ...brief, request, response } : { ...brief, response };
  }

  function mayKeepRefused(): boolean {
    const { taken, heldBack } = takeRefused();
    if (heldBack > 0)
      log.warn(
        { refused: heldBack },
        'traffic: these refused requests of an earlier minute were too many to record',
      );
    return taken;
  }

  function schedule(afterMs: number): void {
    if (timer || flushing || stopped) return;
    timer = setTimeout(() => {
      timer = undefined;
      void flush();
    }, afterMs);
    timer.unref();
  }

  function flush(): Promise<void> {
    flushing ??= writeAll().finally(() => {
      flushing = undefined;
      if (waiting.length > 0)
        schedule(failures > 0 ? backoffMs(failures, { firstMs: flushMs, mostMs: 10_000 }) : flushMs);
    });
    return flushing;
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const records = waiting.oldest(BATCH);
      const written = await write(records);
      if (!written) return;
      waiting.drop(records.length);
      show(records);
    }
  }

  /** Returns false if the database does not answer, so that the caller tries again. */
  async function write(records: TrafficRecord[]): Promise<boolean> {
    try {
      const ids = await insertTraffic(db.pool, records);
      for (const [index, record] of records.entries()) record.id = ids[index];
      failures = 0;
      return true;
    } catch (thrown) {
      if (records.length > 1 && isDataFault(thrown)) {
        for (const record of records) await write([record]);
        return true;
      }
      if (isDataFault(thrown)) {
        lost += records.length;
        log.error({ err: thrown }, 'traffic: PostgreSQL refused a record; it is lost');
        return true;
      }
      failures++;
      if (failures === 1)
        log.warn({ err: thrown }, 'traffic: PostgreSQL does not answer; records wait in memory');
      return false;
    }
  }

  function show(records: readonly TrafficRecord[]): void {
    for (const record of records) {
      for (const listener of listeners) {
        try {
          listener(record);
        } catch (thrown) {
          log.error({ err: thrown }, 'traffic: a listener failed');
        }
      }
    }
  }

  const sweeper = startSweeper({ db, log, retentionHours, everyMs: sweepEveryMs });

  return {
    record,
    onRecord(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      const flushed = async () => {
        await flushing;
        if (waiting.length > 0) await flush();
        await sweeper.stop();
      };
      await within(STOP_WITHIN_MS, flushed());
      lost += waiting.length;
      if (lost > 0) log.warn({ lost }, 'traffic: not every record was stored');
    },
    lost: () => lost,
  };
}
