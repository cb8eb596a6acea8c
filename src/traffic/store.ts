import type { Database, Tx } from '../db/index.js';
import { BODY_CAP_BYTES, type TrafficFilter, type TrafficRecord } from './entry.js';
import { redactBody } from './redact.js';

// Records need not be durable, so the statement does not wait for the disk.
const INSERT = `
  with relaxed as materialized (select set_config('synchronous_commit', 'off', true))
  insert into havoc_internal.traffic
    (day, at, direction, name, team_id, envelope_id, status, outcome, took_ms, retry_num, request, response)
  select (at at time zone 'utc')::date, given.* from relaxed, unnest(
    $1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::int[], $7::text[], $8::float8[],
    $9::int[], $10::bytea[], $11::bytea[]) as given (at)
  returning id`;

/**
 * Stores records in one statement, in the given order.
 *
 * @returns the ids, in the records' order
 */
export async function insertTraffic(
  pool: Pick<Database['pool'], 'query'>,
  records: readonly TrafficRecord[],
): Promise<bigint[]> {
  const column = <K extends keyof TrafficRecord>(key: K) => records.map((record) => record[key] ?? null);
  const result = await pool.query<{ id: string }>(INSERT, [
    records.map(({ at }) => at.toISOString()),
    column('direction'),
    column('name').map(withoutNul),
    column('team_id').map(withoutNul),
    column('envelope_id').map((id) => id?.toString() ?? null),
    column('status'),
    column('outcome').map(withoutNul),
    column('tookMs'),
    column('retry_num'),
    column('request').map(toBuffer),
    column('response').map(toBuffer),
  ]);
  const ids = result.rows.map(({ id }) => BigInt(id));
  return ids.sort((a, b) => (a < b ? -1 : 1));
}

export interface ListTraffic {
  filter?: TrafficFilter;
  limit: number;
  /** Only records older than this id. */
  before?: bigint;
}

/** Lists records newest first, without the bodies. */
export async function listTraffic(
  tx: Tx,
  { filter = {}, limit, before }: ListTraffic,
): Promise<TrafficRecord[]> {
  const { direction, name, outcome, team_id } = filter;
  const rows = await tx.traffic.findMany({
    where: {
      direction,
      name,
      team_id,
      ...(outcome !== undefined && { OR: [{ outcome }, { outcome: { startsWith: `${outcome}:` } }] }),
      ...(before !== undefined && { id: { lt: before } }),
    },
    orderBy: { id: 'desc' },
    take: limit,
    omit: { request: true, response: true },
  });
  return rows.map(toRecord);
}

/** Finds the stored payload of an envelope, as Slack's JSON. */
export type FindPayload = (envelopeId: bigint) => Promise<Uint8Array | undefined>;

/**
 * Finds one record with its bodies. If the request became an envelope, the body comes from there while it is kept.
 */
export async function findTraffic(
  tx: Tx,
  id: bigint,
  findPayload: FindPayload,
): Promise<TrafficRecord | undefined> {
  const row = await tx.traffic.findFirst({ where: { id } });
  if (!row) return undefined;
  const record = toRecord(row);
  if (record.request !== undefined || record.envelope_id === undefined) return record;
  const payload = await findPayload(record.envelope_id);
  return { ...record, request: redactBody(payload, BODY_CAP_BYTES) };
}

interface Row {
  id: bigint;
  day: Date;
  at: Date;
  direction: string;
  name: string;
  team_id: string | null;
  envelope_id: bigint | null;
  status: number | null;
  outcome: string;
  took_ms: number;
  retry_num: number | null;
  request?: Uint8Array | null;
  response?: Uint8Array | null;
}

function toRecord({ direction, took_ms, day: _day, ...row }: Row): TrafficRecord {
  return {
    ...row,
    direction: direction === 'out' ? 'out' : 'in',
    tookMs: took_ms,
    team_id: row.team_id ?? undefined,
    envelope_id: row.envelope_id ?? undefined,
    status: row.status ?? undefined,
    retry_num: row.retry_num ?? undefined,
    request: row.request ?? undefined,
    response: row.response ?? undefined,
  };
}

/** Removes NUL, which PostgreSQL's type text cannot hold. */
function withoutNul(text: string | null): string | null {
  return text === null ? null : text.replaceAll('\0', '');
}

function toBuffer(bytes: Uint8Array | null): Buffer | null {
  return bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
