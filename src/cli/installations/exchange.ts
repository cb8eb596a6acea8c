import { HavocError } from '../../base/index.js';
import { exchangeTokens } from '../../installations/index.js';
import { createLogger } from '../../log/index.js';
import { createSlackCall } from '../../slack/index.js';
import { createWebAccess } from '../../wiring/index.js';
import { confirm } from '../confirm.js';
import { say, tell } from '../output.js';
import { createProgress } from '../progress.js';
import { type StorageOptions, withStorage } from '../storage.js';
import { counted } from './counted.js';
import { type TenantOptions, tenantIn } from './tenant-options.js';

export interface ExchangeOptions extends StorageOptions, TenantOptions {
  /** Exchanges the tokens of all installations. */
  all?: boolean;
  /** Skips the confirmation. */
  yes?: boolean;
}

/**
 * Exchanges tokens that never expire for tokens that rotate, and prints how many.
 *
 * @throws HavocError `cli.bad_tenant` (invalid_argument), `cli.no_credentials`, `cli.not_exchanged`
 * (failed_precondition), or as confirm and withStorage do
 */
export async function exchangeOldTokens({
  all = false,
  yes = false,
  ...options
}: ExchangeOptions): Promise<void> {
  const tenant = all ? undefined : tenantIn(options);
  await withStorage(options, async ({ database, vault, replica, config }) => {
    const { SLACK_CLIENT_ID: client_id, SLACK_CLIENT_SECRET: client_secret } = config;
    if (client_id === undefined || client_secret === undefined) throw noCredentials();
    vault.currentKeyId();
    if (!yes)
      await confirm(
        `exchanges tokens of ${tenant ?? 'all installations'} for ones that expire, which cannot be undone`,
      );
    const web = createWebAccess(config);
    const progress = createProgress('Exchanged');
    let done = 0;
    const exchanged = await exchangeTokens({
      db: database,
      vault,
      replica,
      call: createSlackCall({ apiUrl: config.SLACK_API_URL, fetch: web.fetch }),
      credentials: { client_id, client_secret },
      log: createLogger({ level: 'error', destination: process.stderr }),
      tenant,
      onProgress: () => progress(++done),
    }).finally(web.close);
    const failed = exchanged.flatMap(({ error, ...token }) =>
      error === undefined ? [] : [{ ...token, error }],
    );
    for (const one of failed) tell(`${one.tenant} ${one.user_id || 'bot'}: ${one.error}`);
    say(`${counted(exchanged.length - failed.length, 'token')} exchanged.`);
    if (failed.length > 0) throw notExchanged(failed.length);
  });
}

function noCredentials(): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'cli.no_credentials',
    message:
      "Set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to those of the app, from its Basic Information page. Slack's settings of the app must have token rotation turned on.",
  });
}

function notExchanged(count: number): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'cli.not_exchanged',
    message: `${counted(count, 'token')} could not be exchanged, and did not change. Check the reasons above, and try again.`,
  });
}
