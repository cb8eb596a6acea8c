import { startRepeating } from '../base/index.js';
import { isLocked } from '../db/index.js';
import { createInbox, dropPartitions, ensurePartitions, type Inbox } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import { createTrafficRecorder, ensureTrafficPartitions, type TrafficRecorder } from '../traffic/index.js';
import type { Parts } from './parts.js';

const SWEEP_EVERY_MS = 10 * 60_000;

/**
 * Waits for the partitions of the next days. A locked table does not stop the start, because a backup may lock all
 * tables for a long time. Until the partitions exist, the default partition takes the rows.
 */
async function makeDays(days: Promise<unknown>, log: Logger): Promise<void> {
  await days.catch((failure: unknown) => {
    if (!isLocked(failure)) throw failure;
    log.warn(
      { err: failure },
      'the partitions of the next days could not be created yet; havoc tries again later',
    );
  });
}

/** Starts the record of the traffic with Slack, and counts the traffic in the metrics. */
export async function startTraffic({
  config,
  database,
  log,
  scope,
  metrics,
}: Parts): Promise<TrafficRecorder> {
  await makeDays(ensureTrafficPartitions(database.pool), log);
  const recorder = createTrafficRecorder({
    db: database,
    log,
    retentionHours: config.HAVOC_TRAFFIC_RETENTION_HOURS,
  });
  scope.onRelease(() => recorder.stop());
  return {
    ...recorder,
    record(entry) {
      metrics.countTraffic(entry);
      recorder.record(entry);
    },
  };
}

/** Starts the inbox. Creates the first daily partitions, then keeps creating new ones and dropping old ones. */
export async function startInbox({
  config,
  database,
  writes,
  fleet,
  log,
  scope,
  metrics,
}: Parts): Promise<Inbox> {
  const { pool } = database;
  await makeDays(ensurePartitions(pool), log);
  const inbox = createInbox({
    pool,
    leaseMs: config.HAVOC_LEASE_MS,
    replica: fleet.replica,
    backlogLimit: config.HAVOC_BACKLOG_LIMIT,
    onFull(isFull) {
      metrics.setInboxFull(isFull);
      if (isFull) log.error('the inbox is full; havoc refuses new envelopes until the app has settled some');
      else log.info('the inbox has room again');
    },
    onBusy(isBusy) {
      if (isBusy) log.error('the database is too slow; havoc refuses new envelopes until it keeps up');
      else log.info('the database keeps up again');
    },
  });
  metrics.watchBacklog(inbox.backlog, config.HAVOC_BACKLOG_LIMIT);
  const keepMs = config.HAVOC_SETTLED_RETENTION_HOURS * 3_600_000;
  const partitions = startRepeating({
    everyMs: SWEEP_EVERY_MS,
    async run() {
      await ensurePartitions(pool);
      await dropPartitions(pool, keepMs);
    },
    onFailure: (failure) =>
      log.warn(
        { err: failure },
        'the daily partitions of envelopes could not be created or dropped; havoc tries again later',
      ),
  });
  scope.onRelease(() => partitions.stop());
  return { ...inbox, commit: writes.watch('commit', inbox.commit) };
}
