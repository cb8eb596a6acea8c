/** The options with which a process of the campaign starts. */
export interface Refreshing {
  databaseUrl: string;
  /** As in HAVOC_ENCRYPTION_KEYS. */
  keys: string;
  apiUrl: string;
  fateUrl: string;
  leaseMs: number;
  callMs: number;
}

/** Asks a process for a token. */
export interface Asked {
  id: number;
  /** The time that its clock shows. */
  nowMs: number;
}

/** What a process found: a token, or the code of the error. */
export interface Found {
  token?: string;
  error?: string;
}
