import { startRepeating } from '../base/index.js';
import type { Database } from '../db/index.js';
import type { Logger } from '../log/index.js';
import { dropTrafficPartitions, ensureTrafficPartitions } from './partitions.js';

export interface SweeperOptions {
  db: Pick<Database, 'pool'>;
  log: Logger;
  /** The minimum time that a record is kept; 0 keeps it forever. */
  retentionHours: number;
  everyMs: number;
}

/** Creates partitions for the next days, and drops those past their retention. */
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
        'traffic: partitions could not be created or dropped; the next sweep tries again',
      ),
  });
}
