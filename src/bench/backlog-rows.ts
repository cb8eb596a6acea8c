import { runSql } from './databases.js';
import { keyAmong } from './settled-rows.js';

export interface BacklogRows {
  rows: number;
  /** The number of conversations. The envelopes are spread evenly over them. */
  conversations: number;
  /** The age of the envelopes. */
  ageSeconds: number;
  /** The team of the events. havoc does not ask Slack about ids that it knows already. */
  team: string;
  user: string;
  channel: string;
}

/** The number of rows in one transaction, to keep transactions short. */
const BATCH = 100_000;

/** Replaces the content of the inbox with unsettled mentions. Their texts end with numbers from 0. */
export async function fillBacklog(url: string, { rows, conversations, ageSeconds, ...ids }: BacklogRows) {
  await runSql(url, async (client) => {
    await client.query(
      'TRUNCATE havoc_internal.envelope, havoc_internal.unsettled, havoc_internal.dead_letter',
    );
    for (let first = 0; first < rows; first += BATCH)
      await client.query(
        `WITH added AS (
           INSERT INTO havoc_internal.envelope (day, dedupe_key, kind, name, team_id, payload, received_at)
           SELECT (now() AT TIME ZONE 'utc')::date, ${keyAmong('n', '$3')}, 'event', 'app_mention', $6,
             convert_to(json_build_object('type', 'event_callback', 'team_id', $6::text, 'api_app_id', 'A0BENCH',
               'event', json_build_object('type', 'app_mention', 'user', $7::text, 'channel', $8::text,
                 'ts', '1700000000.' || lpad(n::text, 7, '0'), 'text', 'How is the deployment coming along? ' || n)
             )::text, 'UTF8'), now() - $5 * interval '1 second'
           FROM generate_series($1::int, $2::int - 1) AS n RETURNING *)
         INSERT INTO havoc_internal.unsettled
           (id, day, dedupe_key, kind, name, team_id, order_key, received_at, not_before)
         SELECT id, day, dedupe_key, kind, name, team_id, hashtextextended('C' || id % $4, 0), received_at, received_at
         FROM added`,
        [
          first,
          Math.min(first + BATCH, rows),
          rows,
          conversations,
          ageSeconds,
          ids.team,
          ids.user,
          ids.channel,
        ],
      );
    await client.query('VACUUM (ANALYZE) havoc_internal.unsettled, havoc_internal.envelope');
    await client.query('CHECKPOINT');
  });
}

/** Counts the attempts at unsettled envelopes that ended without a settlement. */
export function countBurnt(url: string): Promise<number> {
  return runSql(url, async (client) => {
    const { rows } = await client.query<{ burnt: number }>(
      `SELECT coalesce(sum(attempt - (lease IS NOT NULL)::int), 0)::int AS burnt
       FROM havoc_internal.unsettled WHERE attempt > (lease IS NOT NULL)::int`,
    );
    return rows[0]?.burnt ?? 0;
  });
}
