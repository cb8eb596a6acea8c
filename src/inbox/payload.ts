import type { Pool } from 'pg';

/** Finds the stored payload of an envelope by its id, as long as the envelope's day is kept. */
export async function findPayload(pool: Pool, envelopeId: bigint): Promise<Buffer | undefined> {
  const { rows } = await pool.query<{ payload: Buffer }>(
    'select payload from havoc_internal.envelope where id = $1 limit 1',
    [envelopeId.toString()],
  );
  return rows[0]?.payload;
}
