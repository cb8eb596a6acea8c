import { startRepeating } from '../base/index.js';
import type { Database } from '../db/index.js';
import type { Logger } from '../log/index.js';
import { dropTrafficPartitions, ensureTrafficPartitions } from './partitions.js';

export interface SweeperOptions {
  db: Pick<Database, 'pool'>;
  log: Logger;
  /** How long a record is kept at least; 0 keeps it for ever. */
  retentionHours: number;
  everyMs: number;
}

/** Makes the days to come, and drops those that are past their retention. */
export function startSweeper({ db, log, retentionHours, everyMs }: SweeperOptions) {
  return startRepeating({
    everyMs,
    async run() {
      await ensureTrafficPartitions(db.pool);
      if (retentionHours === 0) return;
      await dropTrafficPartitions(db.pool, retentionHours * 3_600_000);
    },
    onFailure: (failure) =>
      log.warn(
        { err: failure },
        'traffic: its days could not be made and dropped; the next sweep tries again',
      ),
  });
}
