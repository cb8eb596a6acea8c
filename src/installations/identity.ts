import { asObject, filledText } from '../base/index.js';
import type { SlackAnswer, SlackRequest } from '../slack/index.js';
import type { Installation } from './installation.js';

type Call = (request: SlackRequest) => Promise<SlackAnswer>;

export type Identity =
  | {
      ok: true;
      installation: Installation;
      /** Slack's answer to auth.test. */
      body: Record<string, unknown>;
    }
  | { ok: false; error: string; retryAfterMs?: number };

/**
 * Asks Slack which installation a token belongs to. `auth.test` does not return the app's id for a bot token, so the id
 * comes from `bots.info`. It stays unknown if the token may not call `bots.info`.
 *
 * @see https://docs.slack.dev/reference/methods/auth.test
 * @throws HavocError the errors of SlackCall, if Slack does not answer
 */
export async function askIdentity(call: Call, token: string, signal: AbortSignal): Promise<Identity> {
  const answer = await call({ method: 'auth.test', token, args: {}, signal });
  const { body, error = 'unknown_error', retryAfterMs } = answer;
  if (!answer.ok) return { ok: false, error, retryAfterMs };
  const bot_id = filledText(body.bot_id);
  return {
    ok: true,
    body,
    installation: {
      team_id: body.is_enterprise_install === true ? undefined : filledText(body.team_id),
      enterprise_id: filledText(body.enterprise_id),
      is_enterprise_install: body.is_enterprise_install === true,
      app_id: filledText(body.app_id) ?? (await askAppId(call, token, bot_id, signal)),
      bot_id,
      bot_user_id: filledText(body.user_id),
    },
  };
}

async function askAppId(
  call: Call,
  token: string,
  bot: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (bot === undefined) return undefined;
  const answer = await call({ method: 'bots.info', token, args: { bot }, signal });
  return filledText(asObject(answer.body.bot).app_id);
}
