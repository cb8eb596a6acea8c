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
  /** What is kept of one body. */
  bodyCapBytes?: number;
  /** How many refused requests a minute are kept. */
  refusedPerMinute?: number;
  /** How many entries wait in memory while the database does not take them; more are lost, and counted. */
  maxBuffered?: number;
  /** The same for the bytes of their bodies. */
  maxBufferedBytes?: number;
  /** How long an entry waits for others, to be written with them. */
  flushMs?: number;
  /** How long a record is kept; 0 keeps it for ever. */
  retentionHours?: number;
  sweepEveryMs?: number;
}

export interface TrafficRecorder {
  /** Takes note; never blocks, never throws. Not durable until the next flush. */
  record(entry: TrafficEntry): void;
  /** Each record as it is kept, after the flush that stored it; it has no id where the store failed. */
  onRecord(listener: (record: TrafficRecord) => void): () => void;
  /** Writes what waits; gives up, and says how much was lost, where the database does not answer in time. */
  stop(): Promise<void>;
  /** How many entries were lost to a full buffer or a failing database. */
  lost(): number;
}

const BATCH = 500;
const STOP_WITHIN_MS = 5_000;

/**
 * Records both directions of the traffic with Slack, in the log at once and in PostgreSQL in batches.
 *
 * An entry is redacted and capped at the next flush, or at once where many wait, is written with its batch, and is
 * then shown to whoever listens. While the database fails, entries wait up to a bound, and are tried again with backoff.
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

  /** Of what is refused no body is kept, and what became an envelope has its own there. */
  function withBodies({ request, response, ...brief }: TrafficEntry, refused: boolean): TrafficEntry {
    if (refused) return brief;
    return brief.envelope_id === undefined ? { ...brief, request, response } : { ...brief, response };
  }

  function mayKeepRefused(): boolean {
    const { taken, heldBack } = takeRefused();
    if (heldBack > 0)
      log.warn({ refused: heldBack }, 'traffic: more requests were refused in the last minutes');
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

  /** False where the database is not there, so that all can be tried again. */
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
        log.error({ err: thrown }, 'traffic: PostgreSQL refused a record, which is lost');
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
