/** What is kept of one body, about. */
export const BODY_CAP_BYTES = 64 * 1024;

/** What is recorded of one request from Slack or one call to Slack. */
export interface TrafficEntry {
  /** When it began. */
  at: Date;
  direction: 'in' | 'out';
  /** A Web API method, or the kind of what Slack sent. */
  name: string;
  team_id?: string;
  /** Of the envelope that the request became, which has the body. */
  envelope_id?: bigint;
  /** HTTP. */
  status?: number;
  /** `ok`, `duplicate`, `refused` (or `refused: why`), or the error. */
  outcome: string;
  tookMs: number;
  retry_num?: number;
  /** JSON's bytes or text, or a value that JSON can hold; redacted and capped by the recorder. */
  request?: unknown;
  response?: unknown;
}

/** What is kept of an entry. */
export interface TrafficRecord extends Omit<TrafficEntry, 'request' | 'response'> {
  /** Absent only while the database could not take it. */
  id?: bigint;
  /** Redacted and capped. */
  request?: Uint8Array;
  response?: Uint8Array;
}

/** Which records are wanted; all that are given must match. */
export interface TrafficFilter {
  direction?: string;
  name?: string;
  /** `refused` is every refusal, whatever the reason after it. */
  outcome?: string;
  team_id?: string;
}

/** Whether havoc turned the request away before it meant anything. */
export function isRefused({ outcome }: Pick<TrafficEntry, 'outcome'>): boolean {
  return outcome === 'refused' || outcome.startsWith('refused:');
}

/** Whether a record is what the filter asks for, as the store's own query decides it. */
export function matchesFilter(record: TrafficRecord, filter: TrafficFilter): boolean {
  const keys = ['direction', 'name', 'team_id'] as const;
  if (!keys.every((key) => filter[key] === undefined || filter[key] === record[key])) return false;
  const { outcome } = filter;
  return outcome === undefined || outcome === record.outcome || record.outcome.startsWith(`${outcome}:`);
}
