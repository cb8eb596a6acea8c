import { HavocError } from '../base/index.js';
import type { Database } from '../db/index.js';
import { type SlackAnswer, SlackRefusal, type SlackRequest } from '../slack/index.js';
import type { ChangeDeps } from './changes.js';
import { endInstallation, revokeTokens } from './end.js';
import { type FindToken, type Target, type TokenKey, tenantOf } from './installation.js';
import type { AppCredentials } from './refresh.js';
import { openToken } from './rows.js';

export interface RevokeOptions extends ChangeDeps {
  db: Pick<Database, 'prisma' | 'transaction'>;
  findToken: FindToken;
  call: (request: SlackRequest) => Promise<SlackAnswer>;
  /** With them, the app is removed from the workspace. Without them, only its token is revoked. */
  credentials: AppCredentials | undefined;
  onChanged: (tenant: string) => void;
  now?: () => Date;
}

/**
 * Revokes the token of one user, or removes the app from a workspace or organisation. Calls Slack first, then changes
 * the database.
 *
 * @throws SlackRefusal if Slack refuses, and the errors of FindToken and SlackCall; then nothing has changed
 */
export type Revoke = (target: Target) => Promise<void>;

/** Slack's errors for a token that is out of use already. */
const ALREADY = new Set(['token_revoked', 'account_inactive']);

export function createRevoke(options: RevokeOptions): Revoke {
  const { db, findToken, call, credentials, onChanged, now = () => new Date() } = options;

  return async function revoke(target) {
    const { tenant, token, key } = await find(target);
    const removesApp = target.user_id === undefined && credentials !== undefined;
    const refreshToken = removesApp ? undefined : await findRefreshToken(key);
    if (refreshToken !== undefined) await tellSlack('auth.revoke', refreshToken);
    if (token !== undefined) await tellSlack(removesApp ? 'apps.uninstall' : 'auth.revoke', token);
    if (tenant === '') return;
    const at = now();
    const { user_id } = target;
    const isChanged = await db.transaction((tx) =>
      user_id === undefined
        ? endInstallation(tx, options, { tenant, reason: 'revoked', at })
        : revokeTokens(tx, options, { tenant, revoked: { bot: false, users: [user_id] }, at }),
    );
    if (isChanged) onChanged(tenant);
  };

  /** Finds the token. A lost token can only be removed here, because havoc has no valid token to call Slack with. */
  async function find(target: Target): Promise<{ tenant: string; token?: string; key?: TokenKey }> {
    try {
      const { token, key, installation } = await findToken(target);
      const { is_enterprise_install, enterprise_id } = installation;
      if (is_enterprise_install && target.team_id !== undefined && target.user_id === undefined)
        throw orgWide(target.team_id, enterprise_id);
      return { token, key, tenant: key?.tenant ?? tenantOf(installation) };
    } catch (failure) {
      if (!(failure instanceof HavocError) || failure.code !== 'installations.token_lost') throw failure;
      const tenant = String(failure.fields.tenant);
      const { team_id = tenant, user_id } = target;
      if (team_id !== tenant && user_id === undefined) throw orgWide(team_id, tenant);
      return { tenant };
    }
  }

  /** Finds the refresh token. Slack revokes an access token alone, and its refresh token would still give new ones. */
  async function findRefreshToken(key: TokenKey | undefined): Promise<string | undefined> {
    if (key === undefined) return undefined;
    const { tenant, user_id } = key;
    const row = await db.prisma.installationToken.findUnique({
      where: { tenant_user_id: { tenant, user_id } },
    });
    return row ? openToken(options.vault, row).refresh_token : undefined;
  }

  async function tellSlack(method: 'apps.uninstall' | 'auth.revoke', token: string): Promise<void> {
    const args = method === 'apps.uninstall' ? { ...credentials } : {};
    const answer = await call({ method, token, args });
    if (!answer.ok && !ALREADY.has(answer.error ?? '')) throw new SlackRefusal(method, answer);
  }
}

function orgWide(team_id: string, enterprise_id: string | undefined): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'installations.org_wide',
    message:
      `The app is installed in the whole organisation ${enterprise_id}, not in ${team_id} alone. Name the organisation ` +
      `to remove the app from all of its workspaces, or let an admin of the organisation remove it from ${team_id}.`,
    fields: { team_id, enterprise_id },
  });
}
