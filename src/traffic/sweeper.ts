import { startRepeating } from '../base/index.js';
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
  return startRepeating({
    everyMs,
    async run(signal) {
      if (retentionHours === 0) return;
      const before = new Date(now().getTime() - retentionHours * 3_600_000);
      let deleted = BATCH;
      while (deleted === BATCH && !signal.aborted) {
        deleted = await deleteTrafficBefore(db.prisma, before, BATCH);
      }
    },
    onFailure: (failure) =>
      log.warn({ err: failure }, 'traffic: old records could not be deleted; the next sweep tries again'),
  });
}
