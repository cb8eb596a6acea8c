import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs, createBackgroundWork, HavocError } from '../base/index.js';
import type { Database, Tx } from '../db/index.js';
import type { Logger } from '../log/index.js';
import type { SlackAnswer, SlackRequest } from '../slack/index.js';
import { type ChangeDeps, tellChanged, tellScopes, tellTokenFailed } from './changes.js';
import { type HeldToken, toHeld } from './held.js';
import { BOT, openToken, sealToken, type TokenRow } from './rows.js';
import { untilStored } from './until-stored.js';

/** The credentials of the app, with which tokens are refreshed. */
export interface AppCredentials {
  client_id: string;
  client_secret: string;
}

export interface RefreshOptions extends ChangeDeps {
  db: Pick<Database, 'prisma' | 'transaction'>;
  /** Calls Slack. The answer contains tokens, so it must not be recorded. */
  call: (request: SlackRequest) => Promise<SlackAnswer>;
  credentials: AppCredentials | undefined;
  log: Logger;
  /** Called with the tenant of each change, once it is stored. */
  onChanged?: (tenant: string) => void;
  onRefreshed?: (outcome: 'ok' | 'failed' | 'lost') => void;
  /** How long one call of Slack may take. A later answer is lost, so this is long. The default is 25 s. */
  callMs?: number;
  /**
   * How long a lease lasts. It must be longer than a call. If the holder dies, others wait until the lease ends. The
   * default is 30 s.
   */
  leaseMs?: number;
  /**
   * How long others wait after a failed refresh, and how long a refused refresh waits for a new token that another
   * process may still store. The default is 2 s.
   */
  pauseMs?: number;
  /** How long one caller waits for a new token. The default is 45 s. */
  patienceMs?: number;
  /** Waits until the installation has changed, but no longer than `ms`. */
  untilChanged?: (tenant: string, ms: number) => Promise<void>;
  /** Aborts when havoc stops. Callers then stop waiting. A new token from Slack is still stored. */
  stopping?: AbortSignal;
  now?: () => Date;
}

/** Refreshes tokens. */
export interface Refreshing {
  refresh: Refresh;
  /** Resolves when no refresh is under way. */
  idle(): Promise<void>;
}

/**
 * Replaces a token with a new one. If another process is replacing it, waits for that process.
 *
 * @throws HavocError `installations.refresh_failed` (unavailable) if Slack gave no new token in time,
 * `installations.token_lost` (failed_precondition) if the refresh token is no longer valid, `installations.no_token`
 * (failed_precondition) if the token is gone, `installations.no_credentials` (failed_precondition)
 */
export type Refresh = (token: Pick<HeldToken, 'tenant' | 'user_id' | 'generation'>) => Promise<HeldToken>;

/** The mark of a token whose successor was lost: the process died between Slack's answer and the commit. */
const REFRESH_LOST = 'refresh_lost';
/** The mark of a token that expires, but came without a refresh token. */
const NO_REFRESH_TOKEN = 'no_refresh_token';
/** The marks of tokens that cannot be refreshed. */
export const UNREFRESHABLE: readonly string[] = [REFRESH_LOST, NO_REFRESH_TOKEN];
/** A notice ends the wait. The limit covers one that was lost, and a lease that ends. */
const POLL = { firstMs: 100, mostMs: 1_000 };

/**
 * Makes the function that refreshes tokens, at most once at a time in the fleet.
 *
 * A refresh first takes a lease, which is a column of the token's row. Only the holder of the lease calls Slack, and no
 * transaction is open meanwhile. The new token is stored only over the generation that the refresh began with, so that
 * a refresher that was paused beyond its lease cannot overwrite a newer token. The new token is used only once it is
 * stored.
 *
 * Slack accepts a refresh token once. If the holder dies before it calls Slack, the next holder simply refreshes. If it
 * dies between Slack's answer and the commit, Slack refuses the next refresh with `invalid_refresh_token`: the new
 * token is lost, and the app must be installed again.
 *
 * @see https://docs.slack.dev/authentication/using-token-rotation
 */
export function createRefresh(options: RefreshOptions): Refreshing {
  const {
    db,
    vault,
    call,
    credentials,
    log,
    onRefreshed = () => undefined,
    onChanged = () => undefined,
  } = options;
  const { callMs = 25_000, leaseMs = 30_000, pauseMs = 2_000, patienceMs = 45_000 } = options;
  const { now = () => new Date(), stopping, untilChanged = (_, ms) => wait(ms) } = options;
  const flights = new Map<string, Promise<HeldToken>>();
  const underWay = createBackgroundWork();

  async function refresh(token: Parameters<Refresh>[0]): Promise<HeldToken> {
    if (credentials === undefined) throw noCredentials();
    const key = `${token.tenant}|${token.user_id}`;
    const flight =
      flights.get(key) ??
      underWay.add(refreshOrWait(token, credentials).finally(() => void flights.delete(key)));
    flights.set(key, flight);
    return flight;
  }

  async function refreshOrWait(
    { tenant, user_id, generation }: Parameters<Refresh>[0],
    app: AppCredentials,
  ): Promise<HeldToken> {
    const deadline = performance.now() + patienceMs;
    for (let attempt = 1; ; attempt++) {
      const row = await db.prisma.installationToken.findUnique({
        where: { tenant_user_id: { tenant, user_id } },
      });
      if (row === null) throw gone(tenant, user_id);
      if (row.generation > generation) return toHeld(vault, row);
      if (UNREFRESHABLE.includes(row.refusal ?? '')) throw lost(tenant, user_id);
      const { refresh_token } = openToken(vault, row);
      if (refresh_token === undefined) return giveUp(row, NO_REFRESH_TOKEN);
      const claimedAt = performance.now();
      const lease = await claim(row);
      // A process that was paused since the claim must not call: its lease may end before Slack has answered.
      const hasTime = () => performance.now() - claimedAt < leaseMs - callMs;
      if (lease !== undefined && hasTime()) return askSlack(row, { lease, refresh_token, app });
      if (stopping?.aborted || performance.now() > deadline)
        throw failed(tenant, 'another process did not finish in time');
      await untilChanged(tenant, backoffMs(attempt, POLL));
    }
  }

  /** Takes the lease, if it is free and the token is still the same. */
  async function claim({ tenant, user_id, generation }: TokenRow): Promise<string | undefined> {
    const lease = randomUUID();
    const claimed = await db.prisma.$executeRaw`
      update havoc_internal.installation_token
      set lease = ${lease}::uuid, lease_until = now() + ${leaseMs} * interval '1 millisecond'
      where tenant = ${tenant} and user_id = ${user_id} and generation = ${generation}
        and (lease_until is null or lease_until < now())`;
    return claimed > 0 ? lease : undefined;
  }

  async function askSlack(
    row: TokenRow,
    { lease, refresh_token, app }: { lease: string; refresh_token: string; app: AppCredentials },
  ): Promise<HeldToken> {
    const args = { ...app, grant_type: 'refresh_token', refresh_token };
    const answer = await call({
      method: 'oauth.v2.access',
      args,
      signal: AbortSignal.timeout(callMs),
    }).catch(async (cause: unknown) => {
      await pause(row, lease);
      onRefreshed('failed');
      throw failed(row.tenant, 'Slack did not answer', cause);
    });
    const { access_token, refresh_token: next, expires_in } = answer.body;
    if (answer.ok && typeof access_token === 'string') {
      const expires_at =
        typeof expires_in === 'number' ? new Date(now().getTime() + expires_in * 1_000) : null;
      const secrets = { access_token, refresh_token: typeof next === 'string' ? next : refresh_token };
      return keep(row, { secrets, expires_at, scope: answer.body.scope });
    }
    const error = answer.error ?? 'unknown_error';
    if (error === 'invalid_refresh_token') return giveUp(row, REFRESH_LOST);
    await pause(row, lease);
    onRefreshed('failed');
    log.error({ tenant: row.tenant, error }, 'Slack refuses to refresh a token; havoc tries again');
    throw failed(row.tenant, `Slack answered ${error}`);
  }

  /** Stores the new token, unless another one was stored meanwhile, for example by a new installation. */
  async function keep(
    row: TokenRow,
    got: { secrets: Parameters<typeof sealToken>[2]; expires_at: Date | null; scope: unknown },
  ): Promise<HeldToken> {
    const { tenant, user_id, generation } = row;
    const { secret, key_id } = sealToken(vault, row, got.secrets);
    const scopes = typeof got.scope === 'string' && got.scope !== '' ? got.scope.split(',') : row.scopes;
    const store = async (tx: Tx) => {
      const { count } = await tx.installationToken.updateMany({
        where: { tenant, user_id, generation },
        data: {
          secret: Buffer.from(secret),
          key_id,
          scopes,
          expires_at: got.expires_at,
          generation: generation + 1,
          refusal: null,
          refused_at: null,
          lease: null,
          lease_until: null,
        },
      });
      if (count > 0) {
        await tellNewScopes(tx, { before: row, scopes });
        await tellChanged(tx, options, [tenant]);
      }
      return tx.installationToken.findUnique({ where: { tenant_user_id: { tenant, user_id } } });
    };
    const stored = await untilStored(() => db.transaction(store), { log, tenant, stopping });
    onChanged(tenant);
    if (stored === null) throw gone(tenant, user_id);
    onRefreshed('ok');
    return toHeld(vault, stored);
  }

  async function tellNewScopes(tx: Tx, change: { before: TokenRow; scopes: string[] }): Promise<void> {
    const row = await tx.installation.findUniqueOrThrow({ where: { tenant: change.before.tenant } });
    await tellScopes(tx, row, { ...change, at: now() });
  }

  /** Gives up the lease, but blocks new ones for `pauseMs`, so that the other processes do not call Slack at once. */
  async function pause({ tenant, user_id }: TokenRow, lease: string): Promise<void> {
    await db.prisma.$executeRaw`
      update havoc_internal.installation_token
      set lease = null, lease_until = now() + ${pauseMs} * interval '1 millisecond'
      where tenant = ${tenant} and user_id = ${user_id} and lease = ${lease}::uuid`;
  }

  /**
   * Marks a token that cannot be refreshed, and stores one event `token_failed` for the app. Slack also refuses a
   * refresh token that another process has just used. So this waits first: that process, or a new installation, may
   * still store a new token.
   */
  async function giveUp(row: TokenRow, refusal: string): Promise<HeldToken> {
    const { tenant, user_id, generation } = row;
    await untilChanged(tenant, refusal === REFRESH_LOST ? pauseMs : 0);
    const refused_at = now();
    const isMarked = await db.transaction(async (tx) => {
      const { count } = await tx.installationToken.updateMany({
        where: { tenant, user_id, generation, OR: [{ refusal: null }, { refusal: { not: refusal } }] },
        data: { refusal, refused_at, lease: null, lease_until: null },
      });
      if (count === 0) return false;
      const of = await tx.installation.findUniqueOrThrow({ where: { tenant } });
      await tellTokenFailed(tx, options, of, { user_id, reason: refusal, at: refused_at });
      await tellChanged(tx, options, [tenant]);
      return true;
    });
    if (!isMarked) {
      const stored = await db.prisma.installationToken.findFirst({
        where: { tenant, user_id, generation: { gt: generation } },
      });
      if (stored) return toHeld(vault, stored);
      throw lost(tenant, user_id);
    }
    onChanged(tenant);
    onRefreshed('lost');
    log.error(
      { tenant, user_id, reason: refusal },
      'a token can no longer be refreshed; the app must be installed again',
    );
    throw lost(tenant, user_id);
  }

  return { refresh, idle: underWay.idle };
}

export function lost(tenant: string, user_id: string): HavocError {
  const whose = user_id === BOT ? `the app in ${tenant}` : `the user ${user_id} in ${tenant}`;
  return new HavocError({
    kind: 'failed_precondition',
    code: 'installations.token_lost',
    message: `The token of ${whose} can no longer be refreshed. Install the app there again.`,
    fields: { tenant },
  });
}

function gone(tenant: string, user_id: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'installations.no_token',
    message: `The token of ${user_id || 'the bot'} in ${tenant} was revoked. Install the app there again.`,
    fields: { tenant },
  });
}

function failed(tenant: string, why: string, cause?: unknown): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: 'installations.refresh_failed',
    message: `The token of ${tenant} could not be refreshed: ${why}. Try again in a moment.`,
    fields: { tenant },
    cause,
  });
}

function noCredentials(): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'installations.no_credentials',
    message:
      'havoc cannot refresh tokens that expire. Set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to those of the app.',
  });
}
