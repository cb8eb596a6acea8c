/** A token that OAuth or the seed has issued. Times are in milliseconds since 1970. */
export interface StoredToken {
  /** What a client sends, such as `xoxb-…`, or `xoxe-1-…` for a refresh token. */
  value: string;
  kind: 'bot' | 'user' | 'refresh';
  app: string;
  /** The workspace, unless the token is for a whole organisation. */
  team?: string;
  /** The organisation, if the token is for all of its workspaces to which the app has access. */
  enterprise?: string;
  /** Id of the bot's user or of the person for whom it acts. */
  user: string;
  /** The scopes that were granted; all of them if absent. A refresh token has those of the token that it renews. */
  scopes?: string[];
  /** What a refresh token renews. */
  renews?: 'bot' | 'user';
  issued_at: number;
  /** Absent if the token does not expire. */
  expires_at?: number;
  /** When a refresh token was used, or a token that does not expire was exchanged for one that does. */
  used_at?: number;
  /** Set when the token ends before it expires. `error` is the answer to calls with it. */
  ended?: { at: number; error: 'account_inactive' | 'token_revoked' };
}

/** True if the token works at this time, in milliseconds since 1970. */
export function isLive({ ended, expires_at, kind, used_at }: StoredToken, at: number): boolean {
  const isUsedUp = kind === 'refresh' && used_at !== undefined;
  return ended === undefined && !isUsedUp && (expires_at === undefined || expires_at > at);
}
