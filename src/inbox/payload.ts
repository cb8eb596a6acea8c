import type { Pool } from 'pg';

/** What Slack sent, as it is stored: found by the envelope's id as long as its day is kept. */
export async function findPayload(pool: Pool, envelopeId: bigint): Promise<Buffer | undefined> {
  const { rows } = await pool.query<{ payload: Buffer }>(
    'select payload from havoc_internal.envelope where id = $1 limit 1',
    [envelopeId.toString()],
  );
  return rows[0]?.payload;
}
