import { EventEmitter, once } from 'node:events';
import { createReadThrough, type ReadThrough } from '../base/index.js';
import type { Database } from '../db/index.js';
import type { Vault } from '../vault/index.js';
import type { Changed } from './changes.js';
import { BOT, type InstallationRow, openToken, type TokenRow } from './rows.js';

/** A token as it is held in memory. Its refresh token stays in the database. */
export interface HeldToken {
  tenant: string;
  /** Empty for the token of the bot. */
  user_id: string;
  access_token: string;
  scopes: string[];
  expires_at: Date | undefined;
  generation: number;
  refusal: string | undefined;
  /** Slack's answer to auth.test. */
  identity: Record<string, unknown> | undefined;
}

/** An installation as it is held in memory. */
export interface HeldInstallation {
  row: Omit<InstallationRow, 'context' | 'webhook_secret'>;
  bot: HeldToken | undefined;
}

/** The installations and tokens in the memory of this process. Missing ones are loaded from the database. */
export interface Holdings {
  installation(tenant: string): HeldInstallation | undefined | Promise<HeldInstallation | undefined>;
  userToken(tenant: string, user_id: string): HeldToken | undefined | Promise<HeldToken | undefined>;
  /** The organisation whose org-wide installation has access to a workspace. */
  organisationOf(team_id: string): string | undefined | Promise<string | undefined>;
  /** Up to `MOST_NAMED` tenants that have a token, in the order of their ids. */
  tenants(): string[] | Promise<string[]>;
  /** Drops what is in memory of a tenant. With `teams`, also drops which organisation each workspace belongs to. */
  drop(change: Changed): void;
  clear(): void;
  /** Resolves when the tenant is dropped, or after `ms`. */
  untilDropped(tenant: string, ms: number): Promise<void>;
}

/** How many tenants an error names. */
export const MOST_NAMED = 5;

/** An installation takes about 3 KB with its token. */
const MOST_INSTALLATIONS = 20_000;
const MOST_USER_TOKENS = 20_000;
const MOST_TEAMS = 50_000;
/** How long an entry is used while notices of changes arrive. The limit covers a notice that was lost. */
const FRESH_MS = 60_000;
const FRESH_WITHOUT_NOTICES_MS = 1_000;
const ALL = '';

export interface HoldingsOptions {
  db: Pick<Database, 'prisma'>;
  vault: Vault;
  /** False while notices of changes cannot arrive. */
  hears: () => boolean;
  elapsed?: () => number;
}

export function createHoldings({ db, vault, hears, elapsed }: HoldingsOptions): Holdings {
  const { prisma } = db;
  const freshMs = () => (hears() ? FRESH_MS : FRESH_WITHOUT_NOTICES_MS);
  const hold = <V>(mostEntries: number, load: (key: string) => Promise<V>): ReadThrough<V> =>
    createReadThrough({ load, mostEntries, freshMs, ...(elapsed && { elapsed }) });
  /** By tenant: the users whose tokens may be in memory. */
  const usersOf = new Map<string, Set<string>>();
  const drops = new EventEmitter().setMaxListeners(0);

  const installations = hold(MOST_INSTALLATIONS, async (tenant) => {
    const found = await prisma.installation.findUnique({
      where: { tenant },
      include: { tokens: { where: { user_id: BOT } } },
      omit: { context: true, webhook_secret: true },
    });
    if (!found) return undefined;
    const { tokens, ...row } = found;
    const [bot] = tokens;
    return { row, bot: bot && toHeld(vault, bot) };
  });
  const userTokens = hold(MOST_USER_TOKENS, async (key) => {
    const [tenant = '', user_id = ''] = key.split('|');
    const found = await prisma.installationToken.findUnique({
      where: { tenant_user_id: { tenant, user_id } },
    });
    return found ? toHeld(vault, found) : undefined;
  });
  const teams = hold(MOST_TEAMS, async (team_id) => {
    const found = await prisma.installationTeam.findUnique({ where: { team_id, granted: true } });
    return found?.enterprise_id;
  });
  const all = hold(1, async () => {
    const found = await prisma.installation.findMany({
      where: { ended_at: null, tokens: { some: {} } },
      select: { tenant: true },
      orderBy: { tenant: 'asc' },
      take: MOST_NAMED + 1,
    });
    return found.map(({ tenant }) => tenant);
  });

  function clear(): void {
    for (const one of [installations, userTokens, teams, all, usersOf]) one.clear();
  }

  return {
    installation: installations.get,
    userToken(tenant, user_id) {
      const users = usersOf.get(tenant) ?? new Set();
      usersOf.set(tenant, users.add(user_id));
      return userTokens.get(`${tenant}|${user_id}`);
    },
    organisationOf: teams.get,
    tenants: () => all.get(ALL),
    drop({ tenant, teams: hasTeams }) {
      installations.drop(tenant);
      all.drop(ALL);
      for (const user_id of usersOf.get(tenant) ?? []) userTokens.drop(`${tenant}|${user_id}`);
      usersOf.delete(tenant);
      if (hasTeams) teams.clear();
      drops.emit(tenant);
    },
    clear,
    async untilDropped(tenant, ms) {
      const limit = new AbortController();
      const timer = setTimeout(() => limit.abort(), ms);
      await once(drops, tenant, { signal: limit.signal }).catch(() => undefined);
      clearTimeout(timer);
    },
  };
}

/** @throws HavocError of Vault.open */
export function toHeld(vault: Vault, row: TokenRow): HeldToken {
  const { tenant, user_id, scopes, expires_at, generation, refusal, identity } = row;
  const { access_token } = openToken(vault, row);
  return {
    tenant,
    user_id,
    access_token,
    scopes,
    expires_at: expires_at ?? undefined,
    generation,
    refusal: refusal ?? undefined,
    identity: identity === null ? undefined : JSON.parse(identity),
  };
}
