import type { Grant, GrantedToken } from '../../installations/index.js';
import type { Logger } from '../../log/index.js';
import type { SlackCall } from '../../slack/index.js';

/** How long one call of auth.test may take, in milliseconds. The browser waits for it. */
const IDENTIFY_MS = 5_000;

export interface IdentifyOptions {
  call: SlackCall;
  log: Logger;
}

/**
 * Adds Slack's answers to auth.test to the tokens of a grant, and the id of the bot to the grant. A grant is valid
 * without them, so a failure is only logged.
 *
 * @see https://docs.slack.dev/reference/methods/auth.test
 */
export async function identify(grant: Grant, options: IdentifyOptions): Promise<Grant> {
  const [bot, users] = await Promise.all([
    grant.bot && withIdentity(grant.bot, options),
    Promise.all(grant.users.map((user) => withIdentity(user, options))),
  ]);
  const bot_id = bot?.identity?.bot_id;
  return { ...grant, bot, users, ...(typeof bot_id === 'string' && { bot_id }) };
}

async function withIdentity<Token extends GrantedToken>(
  token: Token,
  { call, log }: IdentifyOptions,
): Promise<Token> {
  try {
    const signal = AbortSignal.timeout(IDENTIFY_MS);
    const { ok, error, body } = await call({
      method: 'auth.test',
      token: token.access_token,
      args: {},
      signal,
    });
    if (ok) return { ...token, identity: body };
    log.warn({ error }, 'oauth: Slack did not identify a new token (auth.test)');
  } catch (thrown) {
    log.warn({ err: thrown }, 'oauth: Slack did not identify a new token (auth.test)');
  }
  return token;
}
