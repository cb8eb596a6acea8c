import type { Database } from '../db/index.js';
import type { Vault } from '../vault/index.js';
import type { Grant, GrantedToken } from './installation.js';
import {
  BOT,
  boundToToken,
  boundToWebhook,
  identityOf,
  openToken,
  openWebhook,
  type TokenRow,
} from './rows.js';

const PAGE = 200;

/** Reads all live installations with their tokens, for an export. Leaves out SLACK_BOT_TOKEN. */
export async function* readGrants(db: Pick<Database, 'prisma'>, vault: Vault): AsyncIterable<Grant> {
  for (let after: string | undefined, count = PAGE; count === PAGE; ) {
    const rows = await db.prisma.installation.findMany({
      where: {
        ended_at: null,
        tokens: { some: {} },
        ...(after !== undefined && { tenant: { gt: after } }),
      },
      orderBy: { tenant: 'asc' },
      take: PAGE,
      include: { tokens: { orderBy: { user_id: 'asc' } } },
    });
    for (const { tokens, ...row } of rows) {
      const bot = tokens.find(({ user_id }) => user_id === BOT);
      yield {
        ...identityOf(row),
        installed_by: row.installed_by ?? undefined,
        granted_at: row.installed_at,
        source: 'import',
        context: row.context ?? undefined,
        bot: bot && toGranted(vault, bot),
        users: tokens
          .filter(({ user_id }) => user_id !== BOT)
          .map((token) => ({ ...toGranted(vault, token), user_id: token.user_id })),
        webhook: openWebhook(vault, row),
      };
    }
    after = rows.at(-1)?.tenant;
    count = rows.length;
  }
}

function toGranted(vault: Vault, row: TokenRow): GrantedToken {
  const { scopes, expires_at, identity } = row;
  return {
    scopes,
    ...openToken(vault, row),
    expires_at: expires_at ?? undefined,
    identity: identity === null ? undefined : JSON.parse(identity),
  };
}

/** Returns the ids of the keys with which stored secrets are encrypted. */
export async function keysInUse(db: Pick<Database, 'prisma'>): Promise<string[]> {
  const rows = await db.prisma.$queryRaw<{ key_id: string }[]>`
    select key_id from havoc_internal.installation_token
    union select webhook_key_id from havoc_internal.installation where webhook_key_id is not null
    order by key_id`;
  return rows.map(({ key_id }) => key_id);
}

/**
 * Encrypts stored secrets again with the vault's first key, unless it encrypts them already. Sidecars may run at the
 * same time: a row that changes in between has the first key already, or is found again.
 *
 * @param onProgress called with the number of rows that are done, and the total
 * @returns the number of rows
 */
export async function reseal(
  db: Pick<Database, 'prisma'>,
  vault: Vault,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<number> {
  const { prisma } = db;
  const current = vault.currentKeyId();
  const tokensLeft = { key_id: { not: current } };
  const webhooksLeft = { webhook_key_id: { not: current } };
  const total =
    (await prisma.installationToken.count({ where: tokensLeft })) +
    (await prisma.installation.count({ where: webhooksLeft }));
  let done = 0;
  onProgress(done, total);
  const everyPage = async <Row>(find: () => Promise<Row[]>, sealAgain: (row: Row) => Promise<void>) => {
    for (let rows = await find(); rows.length > 0; rows = await find()) {
      for (const row of rows) await sealAgain(row);
      done += rows.length;
      onProgress(Math.min(done, total), total);
    }
  };

  await everyPage(
    () => prisma.installationToken.findMany({ where: tokensLeft, take: PAGE }),
    async (row) => {
      const bound = boundToToken(row);
      const { secret, key_id } = vault.seal(vault.open(row, bound), bound);
      const { tenant, user_id, generation } = row;
      // A refresh in between has stored another secret, with the key of its own process.
      await prisma.installationToken.updateMany({
        where: { tenant, user_id, generation, key_id: row.key_id },
        data: { secret: Buffer.from(secret), key_id },
      });
    },
  );
  await everyPage(
    () => prisma.installation.findMany({ where: webhooksLeft, take: PAGE }),
    async (row) => {
      const { tenant, webhook_key_id } = row;
      const url = openWebhook(vault, row)?.url ?? '';
      const { secret, key_id } = vault.seal(url, boundToWebhook(tenant));
      await prisma.installation.updateMany({
        // If the app was installed again in between, another URL is stored, perhaps with the same key.
        where: { tenant, webhook_key_id, webhook_secret: row.webhook_secret },
        data: { webhook_secret: Buffer.from(secret), webhook_key_id: key_id },
      });
    },
  );
  return done;
}
