import type { Database } from '../db/index.js';
import type { Logger } from '../log/index.js';
import { refusesToken, type SlackAnswer } from '../slack/index.js';
import { type ChangeDeps, tellChanged, tellTokenFailed } from './changes.js';
import type { Holdings } from './held.js';
import type { FoundToken, TokenKey } from './installation.js';
import { type Refresh, UNREFRESHABLE } from './refresh.js';
import { ENVIRONMENT } from './rows.js';

/**
 * Records whether Slack accepts a token.
 *
 * @returns a new token with which the call should be repeated, if the old one had expired
 */
export type ReportAnswer = (
  found: FoundToken,
  said: { method: string; answer: Pick<SlackAnswer, 'ok' | 'error' | 'body'> },
) => Promise<FoundToken | undefined>;

export interface ReportOptions extends ChangeDeps {
  db: Pick<Database, 'prisma' | 'transaction'>;
  holdings: Pick<Holdings, 'drop'>;
  refresh: Refresh;
  onChanged: (tenant: string) => void;
  log: Logger;
  now?: () => Date;
}

/**
 * Makes the function that records whether Slack accepts tokens. A refusal is stored with the token, with one event
 * `token_failed` for the app. The next answer that accepts the token removes it. A rate limit or an outage says nothing
 * about the token.
 */
export function createReportAnswer(options: ReportOptions): ReportAnswer {
  const { db, holdings, refresh, onChanged, log, now = () => new Date() } = options;

  return async function report(found, { method, answer: { ok, error, body } }) {
    const { key, refusal: known } = found;
    if (key === undefined) return undefined;
    if (method === 'auth.test' && ok) await note(remember(key, body));
    const refusal = !ok && error !== undefined && refusesToken(error) ? error : undefined;
    if (refusal === 'token_expired' && key.generation !== ENVIRONMENT) {
      holdings.drop(key);
      const { access_token, generation, identity } = await refresh(key);
      return { ...found, token: access_token, identity, key: { ...key, generation } };
    }
    // A token whose successor was lost still works until it expires. Its mark stays.
    if (UNREFRESHABLE.includes(known ?? '') && ok) return undefined;
    const isNews = refusal === undefined ? ok && known !== undefined : known !== refusal;
    if (!isNews) return undefined;
    await note(store(key, refusal));
    return undefined;
  };

  /** Waits for a write. Its failure must not fail the call, because Slack has carried out the call. */
  async function note(writing: Promise<void>): Promise<void> {
    await writing.catch((failure: unknown) =>
      log.warn({ err: failure }, 'whether Slack accepts a token could not be stored'),
    );
  }

  /** Stores the answer to auth.test. From then on, havoc answers auth.test with it. */
  async function remember({ tenant, user_id, generation }: TokenKey, body: Record<string, unknown>) {
    const { count } = await db.prisma.installationToken.updateMany({
      where: { tenant, user_id, generation },
      data: { identity: JSON.stringify(body) },
    });
    if (count > 0) holdings.drop({ tenant });
  }

  async function store(key: TokenKey, refusal: string | undefined): Promise<void> {
    const at = now();
    const isChanged = await db.transaction(async (tx) => {
      const { tenant, user_id, generation } = key;
      const data = { refusal: refusal ?? null, refused_at: refusal === undefined ? null : at };
      const isNews =
        refusal === undefined ? [{ refusal: { not: null } }] : [{ refusal: null }, { NOT: { refusal } }];
      // SLACK_BOT_TOKEN has no row of its own.
      const { count } =
        generation === ENVIRONMENT
          ? await tx.installation.updateMany({ where: { tenant, ended_at: null, OR: isNews }, data })
          : await tx.installationToken.updateMany({
              where: { tenant, user_id, generation, OR: isNews },
              data,
            });
      if (count === 0) return false;
      if (refusal !== undefined) {
        const row = await tx.installation.findUniqueOrThrow({ where: { tenant } });
        await tellTokenFailed(tx, options, row, { user_id, reason: refusal, at });
      }
      await tellChanged(tx, options, [tenant]);
      return true;
    });
    if (isChanged) onChanged(key.tenant);
  }
}
