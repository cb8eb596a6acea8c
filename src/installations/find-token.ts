import { HavocError } from '../base/index.js';
import type { Logger } from '../log/index.js';
import { installationsFor, type Whose } from '../slack/index.js';
import type { EnvironmentToken, Identified } from './environment-token.js';
import { type HeldInstallation, type HeldToken, type Holdings, MOST_NAMED } from './held.js';
import type { FindToken, FoundToken, Installation, Target } from './installation.js';
import { lost, type Refresh, UNREFRESHABLE } from './refresh.js';
import { BOT, ENVIRONMENT, idsOf, stateOf } from './rows.js';

export interface FindTokenOptions {
  holdings: Holdings;
  environment: EnvironmentToken;
  refresh: Refresh;
  log: Logger;
  now?: () => Date;
}

/** A token that expires within this time is replaced before it is used. */
const MARGIN_MS = 60_000;

/**
 * Finds the installation that a payload or a call belongs to: the first live one among the candidates, or else the
 * first one that has ended.
 */
export async function chooseInstallation(
  { installation, organisationOf }: Holdings,
  whose: Whose,
): Promise<HeldInstallation | undefined> {
  let ended: HeldInstallation | undefined;
  for (const key of installationsFor(whose)) {
    const held = await installation('team_id' in key ? key.team_id : key.enterprise_id);
    if (held && isForeign(held, whose)) continue;
    if (held && !held.row.ended_at) return held;
    ended ??= held;
  }
  const { team_id, enterprise_id } = whose;
  const organisation =
    team_id !== undefined && enterprise_id === undefined ? await organisationOf(team_id) : undefined;
  const held = organisation === undefined ? undefined : await installation(organisation);
  return held && !held.row.ended_at ? held : (ended ?? held);
}

/**
 * True if an org-wide payload names an installation of another organisation: that of the workspace of an external
 * person.
 */
function isForeign({ row }: HeldInstallation, { enterprise_id, is_enterprise_install }: Whose): boolean {
  return is_enterprise_install && row.team_id !== null && row.enterprise_id !== enterprise_id;
}

/** Makes the function that finds the token for a call. It refreshes a token that expires within `MARGIN_MS` first. */
export function createFindToken(options: FindTokenOptions): FindToken {
  const { holdings, environment, refresh, log, now = () => new Date() } = options;

  return async function findToken(target, { signal } = {}) {
    const named = await nameTarget(target, signal);
    const held = await chooseInstallation(holdings, { is_enterprise_install: false, ...named });
    if (held?.row.ended_at) throw ended(held);
    const token = target.user_id === undefined ? held?.bot : await findUser(held, target.user_id);
    if (held && token) return found(held, await usable(token), { ...named, now: now() });
    if (target.user_id !== undefined) throw await noUserToken(target.user_id, named);
    return environmentToken(held, named, signal);
  };

  /** Fills in the only installation if the target names none. */
  async function nameTarget(target: Target, signal: AbortSignal | undefined): Promise<Target> {
    const { team_id, enterprise_id, is_enterprise_install } = target;
    if (team_id !== undefined || enterprise_id !== undefined)
      return { team_id, enterprise_id, ...(is_enterprise_install && { is_enterprise_install }) };
    const tenants = await holdings.tenants();
    const identified = environment.identified() ?? (await identify(tenants, signal));
    const all = new Set([...tenants, ...(identified ? [identified.tenant] : [])]);
    if (all.size > 1) throw ambiguous([...all]);
    const [tenant] = all;
    if (tenant === undefined) return {};
    const held = await holdings.installation(tenant);
    return held?.row.is_enterprise_install || (!held && identified?.installation.is_enterprise_install)
      ? { enterprise_id: tenant }
      : { team_id: tenant };
  }

  /** Waits until Slack has said whose SLACK_BOT_TOKEN is, because the choice of the installation depends on it. */
  async function identify(tenants: readonly string[], signal: AbortSignal | undefined) {
    if (environment.token === undefined) {
      if (tenants.length === 0) throw noToken();
      return undefined;
    }
    if (environment.refusal() === undefined) await environment.untilAnswered(signal);
    // Without the workspace, the ledger would store entries that it could not find later.
    if (!environment.identified() && environment.refusal() === undefined) throw unknownYet();
    return environment.identified();
  }

  async function findUser(
    held: HeldInstallation | undefined,
    user_id: string,
  ): Promise<HeldToken | undefined> {
    if (held === undefined) return undefined;
    if (held.row.bot_user_id === user_id) return held.bot;
    return holdings.userToken(held.row.tenant, user_id);
  }

  /** Refreshes a token that expires soon. If that fails, returns the old one while it is valid. */
  async function usable(token: HeldToken): Promise<HeldToken> {
    const leftMs = token.expires_at ? token.expires_at.getTime() - now().getTime() : Number.POSITIVE_INFINITY;
    if (leftMs > MARGIN_MS) return token;
    if (UNREFRESHABLE.includes(token.refusal ?? '') && leftMs <= 0) throw lost(token.tenant, token.user_id);
    try {
      return await refresh(token);
    } catch (failure) {
      if (leftMs <= 0) throw failure;
      log.warn({ err: failure, tenant: token.tenant }, 'a token could not be refreshed before it expires');
      return token;
    }
  }

  async function environmentToken(
    held: HeldInstallation | undefined,
    named: Target,
    signal: AbortSignal | undefined,
  ): Promise<FoundToken> {
    const { token } = environment;
    const notThere = async () =>
      held && held.row.source !== 'environment' ? noBotToken(held) : await notFound(named);
    if (token === undefined) throw await notThere();
    if (!environment.identified() && environment.refusal() === undefined)
      await environment.untilAnswered(signal);
    const identified = environment.identified();
    // Slack refuses the call itself, and says why.
    if (!identified && environment.refusal() !== undefined) return { token, installation: named };
    if (!identified) throw unknownYet();
    const { installation, tenant, identity } = identified;
    if (held ? held.row.tenant !== tenant : !isOf(identified, named)) throw await notThere();
    return {
      token,
      installation: { ...installation, team_id: installation.team_id ?? named.team_id, state: 'active' },
      identity,
      refusal: held?.row.refusal ?? undefined,
      key: { tenant, user_id: BOT, generation: ENVIRONMENT },
    };
  }

  async function everywhere(): Promise<string[]> {
    const identified = environment.identified();
    return [...new Set([...(await holdings.tenants()), ...(identified ? [identified.tenant] : [])])];
  }

  async function notFound(named: Target): Promise<HavocError> {
    const have = await everywhere();
    if (have.length === 0) return noToken();
    const asked = named.team_id ?? named.enterprise_id;
    return new HavocError({
      kind: 'not_found',
      code: 'installations.not_found',
      message: `The app is not installed in ${asked}. It is installed in ${listed(have)}.`,
      fields: { asked, installed: listed(have) },
    });
  }

  async function noUserToken(user_id: string, named: Target): Promise<HavocError> {
    const where = named.team_id ?? named.enterprise_id ?? (await everywhere())[0];
    return new HavocError({
      kind: 'failed_precondition',
      code: 'installations.no_user_token',
      message:
        `havoc has no token of the user ${user_id}${where === undefined ? '' : ` in ${where}`}. ` +
        "Let the user install the app with user scopes, or omit the user to act as the app's bot.",
      fields: { user_id },
    });
  }
}

function found(
  { row }: HeldInstallation,
  token: HeldToken,
  { team_id, now }: Pick<Target, 'team_id'> & { now: Date },
): FoundToken {
  const { tenant, user_id, generation, access_token, refusal } = token;
  return {
    token: access_token,
    installation: { ...toInstallation(row, token), team_id: row.team_id ?? team_id },
    identity: identityAt(token, now),
    refusal,
    key: { tenant, user_id, generation },
  };
}

/**
 * Returns the stored answer to auth.test as Slack would give it now: `expires_in` is counted from `now`, in seconds.
 */
function identityAt({ identity, expires_at }: HeldToken, now: Date): HeldToken['identity'] {
  if (identity === undefined || expires_at === undefined) return identity;
  const leftMs = expires_at.getTime() - now.getTime();
  return { ...identity, expires_in: Math.max(0, Math.floor(leftMs / 1_000)) };
}

/** True if a call for this target is a call for the installation of SLACK_BOT_TOKEN. */
function isOf({ tenant, installation }: Identified, { team_id, enterprise_id }: Target): boolean {
  // Which workspaces belong to the organisation is not always known.
  if (installation.is_enterprise_install) return enterprise_id === undefined || enterprise_id === tenant;
  return team_id === undefined ? enterprise_id === undefined : team_id === tenant;
}

/** Converts a row to the installation that a delivery shows. */
export function toInstallation(
  row: HeldInstallation['row'],
  bot: Pick<HeldToken, 'refusal'> | undefined,
): Installation {
  return { ...idsOf(row), state: stateOf(row, bot) };
}

function listed(tenants: readonly string[]): string {
  return tenants.length > MOST_NAMED
    ? `${tenants.slice(0, MOST_NAMED).join(', ')} and others`
    : tenants.join(', ');
}

function ended({ row }: HeldInstallation): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'installations.ended',
    message:
      `The app is no longer installed in ${row.tenant}: ${row.end_reason} at ${row.ended_at?.toISOString()}. ` +
      'Install it again to call Slack there.',
    fields: { tenant: row.tenant, reason: row.end_reason ?? undefined },
  });
}

function noBotToken({ row }: HeldInstallation): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'installations.no_bot_token',
    message:
      `The app has no bot in ${row.tenant}: it was installed there with user scopes only, or the token of its bot was ` +
      'revoked. Name a user in the metadata havoc-user, or install the app again.',
    fields: { tenant: row.tenant },
  });
}

function ambiguous(tenants: readonly string[]): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'installations.ambiguous',
    message:
      `The app is installed in ${listed(tenants)}. Name the workspace or organisation of the call: with forTeam or ` +
      'forEnterprise in @havoc/client, with --team or --enterprise in the command, or in the metadata havoc-team or ' +
      'havoc-enterprise.',
    fields: { installed: listed(tenants) },
  });
}

function noToken(): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'installations.no_token',
    message:
      'havoc has no token to call Slack with. Set SLACK_BOT_TOKEN to the bot token of the app (xoxb-…), or install the ' +
      'app through /slack/install.',
  });
}

function unknownYet(): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: 'installations.unknown_yet',
    message:
      'Slack has not said yet which workspace the token belongs to (auth.test). Try again in a moment.',
  });
}
