import { isObject } from '../base/index.js';
import { realIds } from './real-ids.js';

/** The owners of tokens that were revoked. Slack names the users, not the tokens. */
export interface TokensRevoked {
  /** The ids of the bot users whose tokens were revoked. */
  bots: string[];
  /** The ids of the users whose tokens were revoked. */
  users: string[];
}

/**
 * Reads a `tokens_revoked` event. Returns undefined for any other event.
 *
 * @see https://docs.slack.dev/reference/events/tokens_revoked
 */
export function readTokensRevoked(event: unknown): TokensRevoked | undefined {
  if (!isObject(event) || event.type !== 'tokens_revoked') return undefined;
  const tokens = isObject(event.tokens) ? event.tokens : {};
  return { bots: realIds(tokens.bot), users: realIds(tokens.oauth) };
}
