import type { Database } from '../db/index.js';
import type { Logger } from '../log/index.js';
import { deleteTrafficBefore } from './store.js';

export interface SweeperOptions {
  db: Pick<Database, 'prisma'>;
  log: Logger;
  now: () => Date;
  /** How long a record is kept; 0 keeps it for ever. */
  retentionHours: number;
  everyMs: number;
}

const BATCH = 5_000;

/** Deletes what is past its retention, now and then, in batches that hold no lock for long. */
export function startSweeper({ db, log, now, retentionHours, everyMs }: SweeperOptions) {
  let stopped = false;
  let sweeping: Promise<void> | undefined;

  async function sweep(): Promise<void> {
    const before = new Date(now().getTime() - retentionHours * 3_600_000);
    try {
      let deleted = BATCH;
      while (!stopped && deleted === BATCH) deleted = await deleteTrafficBefore(db.prisma, before, BATCH);
    } catch (thrown) {
      log.warn({ err: thrown }, 'traffic: old records could not be deleted; the next sweep tries again');
    }
    sweeping = undefined;
  }

  const timer = setInterval(() => {
    if (retentionHours > 0) sweeping ??= sweep();
  }, everyMs);
  timer.unref();

  return {
    async stop(): Promise<void> {
      stopped = true;
      clearInterval(timer);
      await sweeping;
    },
  };
}
