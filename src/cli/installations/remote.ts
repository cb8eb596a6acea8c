import { jsonText } from '../../base/index.js';
import {
  type InstallationDetails,
  InstallationsService,
  type Token,
} from '../../gen/havoc/v1/installations.js';
import { confirm } from '../confirm.js';
import { say } from '../output.js';
import { type SidecarOptions, withSidecar } from '../sidecar.js';
import { keyOf } from './tenant-options.js';

export interface ListOptions extends SidecarOptions {
  /** Lists ended installations too. */
  ended?: boolean;
  /** Prints one line of JSON for each, for programs. */
  json?: boolean;
}

/** The maximum that the sidecar lists at once. */
const PAGE = 1_000;

/** Prints all installations, in the order of their ids. */
export async function listInstallations({
  ended = false,
  json = false,
  ...options
}: ListOptions): Promise<void> {
  await withSidecar(options, async ({ unary }) => {
    let after: string | undefined;
    let count = 0;
    do {
      const page = await unary(InstallationsService.list, { limit: PAGE, after, ended });
      for (const one of page.installations ?? []) say(json ? toJson(one) : formatLine(one));
      count += page.installations?.length ?? 0;
      after = page.next;
    } while (after !== undefined);
    if (count === 0 && !json) say('The app is not installed anywhere.');
  });
}

/** Prints one installation, without its tokens. */
export async function showInstallation(
  tenant: string,
  { json = false, ...options }: SidecarOptions & { json?: boolean },
): Promise<void> {
  await withSidecar(options, async ({ unary }) => {
    const { installation = {} } = await unary(InstallationsService.get, keyOf(tenant));
    say(json ? toJson(installation) : formatAll(installation));
  });
}

export interface RevokeOptions extends SidecarOptions {
  /** Revokes only the token of this user. */
  user?: string;
  /** Skips the confirmation. */
  yes?: boolean;
}

/** Revokes the token of a user, or removes the app from a workspace or organisation. */
export async function revokeInstallation(
  tenant: string,
  { user, yes = false, ...options }: RevokeOptions,
): Promise<void> {
  const what =
    user === undefined ? `removes the app from ${tenant}` : `revokes the token of ${user} in ${tenant}`;
  if (!yes) await confirm(`${what}, at Slack and in havoc`);
  await withSidecar(options, async ({ unary }) => {
    await unary(InstallationsService.revoke, { ...keyOf(tenant), user_id: user });
    say(user === undefined ? `The app is removed from ${tenant}.` : `The token of ${user} is revoked.`);
  });
}

function formatLine(installation: InstallationDetails): string {
  const { team_id, team_name, enterprise_id, enterprise_name, state = '', source = '' } = installation;
  const users = installation.users?.length ?? 0;
  const cells = [
    (team_id ?? enterprise_id ?? '').padEnd(12),
    state.padEnd(11),
    source.padEnd(11),
    installation.installed_at?.toISOString() ?? '',
    [installation.bot && 'bot', users > 0 && `${users} user${users === 1 ? '' : 's'}`]
      .filter(Boolean)
      .join(' + ')
      .padEnd(13),
    team_name ?? enterprise_name ?? '',
  ];
  return cells.join('  ').trimEnd();
}

/** Formats all fields, each on a line of its own. */
function formatAll({ context_json, bot, users = [], ...details }: InstallationDetails): string {
  const lines = Object.entries({ ...details, context: context_json && Buffer.from(context_json).toString() });
  const plain = lines.flatMap(([name, value]) =>
    isEmpty(value) ? [] : [`${name.padEnd(22)} ${formatValue(value)}`],
  );
  const tokens = [...(bot ? [bot] : []), ...users].map(
    (token) => `${'token'.padEnd(22)} ${formatToken(token)}`,
  );
  return [...plain, ...tokens].join('\n');
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function formatValue(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : jsonText(value);
}

function formatToken({ user_id = 'bot', scopes = [], granted_at, expires_at, refusal }: Token): string {
  return [
    user_id,
    ...(granted_at ? [`granted ${granted_at.toISOString()}`] : []),
    ...(expires_at ? [`expires ${expires_at.toISOString()}`] : ['does not expire']),
    ...(refusal ? [`refused: ${refusal}`] : []),
    scopes.join(','),
  ].join('  ');
}

function toJson({ context_json, ...details }: InstallationDetails): string {
  const context: unknown = context_json && JSON.parse(Buffer.from(context_json).toString());
  return jsonText({ ...JSON.parse(JSON.stringify(details)), context });
}
