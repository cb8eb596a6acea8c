import { runSql } from './databases.js';

/** The approximate size of a mention from Slack. */
const PAYLOAD_BYTES = 1000;
/** The number of rows in one transaction, to keep transactions short. */
const BATCH = 500_000;

/** SQL for the key of the nth of a number of events, spread over the last 24 hours. See `dedupeIdOf`. */
export function keyAmong(n: string, rows: string): string {
  const second = `extract(epoch FROM now())::bigint - 86400 + (${n})::bigint * 86400 / ${rows}`;
  return `(lpad(to_hex(${second}), 8, '0') || substr(gen_random_uuid()::text, 9))::uuid`;
}

/**
 * Inserts settled envelopes into today's partition: rows of `envelope` without a row in `unsettled`. Their payloads
 * have a usual size, and their keys are those of events of the last 24 hours. A million takes about 1.3 GB of disk.
 * At the end, it does what autovacuum would do some time later.
 *
 * A sidecar must have started on this database before, because it creates the partition.
 */
export async function fillSettled(url: string, rows: number): Promise<void> {
  await runSql(url, async (client) => {
    for (let done = 0; done < rows; done += BATCH) {
      await client.query(
        `INSERT INTO havoc_internal.envelope (day, dedupe_key, kind, name, team_id, payload, received_at)
         SELECT (now() AT TIME ZONE 'utc')::date, ${keyAmong('$3 + n', '$4')}, 'event', 'app_mention', 'T0BENCH',
           convert_to(rpad('{"type":"event_callback","filled":' || n, $2::int, ' x'), 'UTF8'), now()
         FROM generate_series(1, $1::int) AS n`,
        [Math.min(BATCH, rows - done), PAYLOAD_BYTES, done, rows],
      );
      process.stderr.write(`  ${Math.min(rows, done + BATCH).toLocaleString('en')} settled rows\n`);
    }
    await client.query('VACUUM (ANALYZE) havoc_internal.envelope');
    await client.query('CHECKPOINT');
  });
}
