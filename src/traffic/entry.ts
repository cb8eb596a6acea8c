/** The approximate maximum size of a stored body. */
export const BODY_CAP_BYTES = 64 * 1024;

/** One request from Slack or one call to Slack, before it is recorded. */
export interface TrafficEntry {
  /** When it began. */
  at: Date;
  direction: 'in' | 'out';
  /** A Web API method, or the kind of a payload from Slack. */
  name: string;
  team_id?: string;
  /** The id of the envelope that the request became. The envelope has the body. */
  envelope_id?: bigint;
  /** The HTTP status. */
  status?: number;
  /** `ok`, `duplicate`, `fallback`, `refused`, `refused: CODE`, or the error. */
  outcome: string;
  tookMs: number;
  retry_num?: number;
  /** JSON as bytes or text, or a value that JSON can hold. The recorder redacts and caps it. */
  request?: unknown;
  response?: unknown;
}

/** An entry as it is stored. */
export interface TrafficRecord extends Omit<TrafficEntry, 'request' | 'response'> {
  /** Absent only if the database did not store it. */
  id?: bigint;
  /** Redacted and capped. */
  request?: Uint8Array;
  response?: Uint8Array;
}

/** Selects records. All given fields must match. */
export interface TrafficFilter {
  direction?: string;
  name?: string;
  /** `refused` matches every refusal, with any reason. */
  outcome?: string;
  team_id?: string;
}

/** True if havoc refused the request. */
export function isRefused({ outcome }: Pick<TrafficEntry, 'outcome'>): boolean {
  return outcome === 'refused' || outcome.startsWith('refused:');
}

/** True if a record matches the filter. The store's query applies the same rule. */
export function matchesFilter(record: TrafficRecord, filter: TrafficFilter): boolean {
  const keys = ['direction', 'name', 'team_id'] as const;
  if (!keys.every((key) => filter[key] === undefined || filter[key] === record[key])) return false;
  const { outcome } = filter;
  return outcome === undefined || outcome === record.outcome || record.outcome.startsWith(`${outcome}:`);
}
