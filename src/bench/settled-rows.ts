import { runSql } from './databases.js';

/** About what Slack sends for a mention. */
const PAYLOAD_BYTES = 1000;
/** In one transaction, so that none is long. */
const BATCH = 500_000;

/** SQL for the key of the nth of so many events, one after another in the last 24 hours; see `dedupeIdOf`. */
export function keyAmong(n: string, rows: string): string {
  const second = `extract(epoch FROM now())::bigint - 86400 + (${n})::bigint * 86400 / ${rows}`;
  return `(lpad(to_hex(${second}), 8, '0') || substr(gen_random_uuid()::text, 9))::uuid`;
}

/**
 * Puts so many envelopes into today's partition that were settled before: rows of `envelope` of which `unsettled`
 * knows nothing. Their payloads are of a usual size, their keys those of events of the last 24 hours. It takes about
 * 1.3 GB of disk for each million, and ends with what autovacuum would do some time later.
 *
 * The sidecar must have started on this database before, and made the partition.
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
