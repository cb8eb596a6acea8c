import { HavocError, toHavocError } from '../base/index.js';
import type { Database, Tx } from '../db/index.js';
import type { Logger } from '../log/index.js';
import { type SlackAnswer, SlackRefusal, type SlackRequest } from '../slack/index.js';
import { type ChangeDeps, tellChanged } from './changes.js';
import type { AppCredentials } from './refresh.js';
import { openToken, sealToken, type TokenRow } from './rows.js';
import { untilStored } from './until-stored.js';

const METHOD = 'oauth.v2.exchange';

export interface ExchangeOptions extends ChangeDeps {
  db: Pick<Database, 'prisma' | 'transaction'>;
  /** Calls Slack. The answer contains tokens, so it must not be recorded. */
  call: (request: SlackRequest) => Promise<SlackAnswer>;
  credentials: AppCredentials;
  /** Only this tenant; all of them if absent. */
  tenant?: string;
  onProgress?: (done: Exchanged) => void;
  log: Logger;
  now?: () => Date;
}

/** The outcome for one token. */
export interface Exchanged {
  tenant: string;
  /** Empty for the token of the bot. */
  user_id: string;
  /** Undefined if the token rotates from now on. */
  error?: string;
}

/**
 * Exchanges each token that never expires for one that rotates. Slack does this once for each token, and only for an
 * app whose settings turn rotation on, which cannot be undone.
 *
 * @returns the outcome for each token, with its error if it was not exchanged
 * @throws an error of the database if the tokens cannot be listed
 * @see https://docs.slack.dev/authentication/using-token-rotation
 */
export async function exchangeTokens(options: ExchangeOptions): Promise<Exchanged[]> {
  const { db, vault, call, credentials, tenant, onProgress, log, now = () => new Date() } = options;
  const done: Exchanged[] = [];
  const rows = await db.prisma.installationToken.findMany({
    where: { expires_at: null, ...(tenant !== undefined && { tenant }) },
    orderBy: [{ tenant: 'asc' }, { user_id: 'asc' }],
  });
  for (const row of rows) {
    const one: Exchanged = { tenant: row.tenant, user_id: row.user_id };
    try {
      await exchange(row);
    } catch (failure) {
      one.error = failure instanceof SlackRefusal ? failure.answer.error : toHavocError(failure).message;
    }
    done.push(one);
    onProgress?.(one);
  }
  return done;

  async function exchange(row: TokenRow): Promise<void> {
    const { access_token: token } = openToken(vault, row);
    const answer = await call({ method: METHOD, token, args: { ...credentials, token } });
    if (!answer.ok) throw new SlackRefusal(METHOD, answer);
    const { access_token, refresh_token, expires_in } = answer.body;
    if (typeof access_token !== 'string' || typeof refresh_token !== 'string') throw noToken();
    await keep(row, { access_token, refresh_token, expires_in: Number(expires_in) });
  }

  async function keep(
    row: TokenRow,
    { expires_in, ...secrets }: { access_token: string; refresh_token: string; expires_in: number },
  ): Promise<void> {
    const { secret, key_id } = sealToken(vault, row, secrets);
    const store = async (tx: Tx) => {
      const { count } = await tx.installationToken.updateMany({
        where: { tenant: row.tenant, user_id: row.user_id, generation: row.generation },
        data: {
          secret: Buffer.from(secret),
          key_id,
          expires_at: new Date(now().getTime() + expires_in * 1_000),
          generation: row.generation + 1,
        },
      });
      if (count > 0) await tellChanged(tx, options, [row.tenant]);
      return count > 0;
    };
    const isStored = await untilStored(() => db.transaction(store), { log, tenant: row.tenant });
    if (!isStored) throw replaced();
  }
}

function noToken(): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: 'installations.not_exchanged',
    message: 'Slack answered without a new token. Try again later.',
  });
}

function replaced(): HavocError {
  return new HavocError({
    kind: 'aborted',
    code: 'installations.replaced',
    message:
      'The app was installed again during the exchange. Run the command again if its new token does not rotate.',
  });
}
