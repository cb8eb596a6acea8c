import { startRepeating } from '../base/index.js';
import { isLocked } from '../db/index.js';
import { createInbox, dropPartitions, ensurePartitions, type Inbox } from '../inbox/index.js';
import type { Logger } from '../log/index.js';
import { createTrafficRecorder, ensureTrafficPartitions, type TrafficRecorder } from '../traffic/index.js';
import type { Parts } from './parts.js';

const SWEEP_EVERY_MS = 10 * 60_000;

/**
 * Before anything is stored; but a backup, which reads all tables for long, holds up no start: what finds no day goes
 * into the safety net.
 */
async function makeDays(days: Promise<unknown>, log: Logger): Promise<void> {
  await days.catch((failure: unknown) => {
    if (!isLocked(failure)) throw failure;
    log.warn({ err: failure }, 'the days to come could not be made yet; the next time tries again');
  });
}

/** The record of what comes from Slack and goes to it, counted too. */
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

/** The days that envelopes are stored in are made before the first commit, and made and dropped as time passes. */
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
      if (isFull) log.error('the inbox is full: Slack is refused more until the app has settled some of it');
      else log.info('the inbox has room again');
    },
    onBusy(isBusy) {
      if (isBusy) log.error('the database takes too little: Slack is refused more until it keeps up');
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
        'the days of envelopes could not be made and dropped; the next time tries again',
      ),
  });
  scope.onRelease(() => partitions.stop());
  return { ...inbox, commit: writes.watch('commit', inbox.commit) };
}
