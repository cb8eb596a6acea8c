import { HavocError } from '../../base/index.js';
import type { Vault } from '../../vault/index.js';
import { createLinkContexts, MOST_CONTEXT_BYTES } from './link-context.js';
import { placeOf } from './redirect-urls.js';

/** An install link that an app asks for. */
export interface WantedLink {
  /** JSON in UTF-8. It comes back with the installation, unchanged. */
  context?: Uint8Array;
  /** The workspace that Slack offers first. */
  team_id?: string;
  /** How long the link can be used, in milliseconds. */
  lifetimeMs: number;
}

/**
 * Makes a signed install link. It can be used more than once, until it expires.
 *
 * @throws HavocError `installations.bad_context` or `installations.bad_team` (invalid_argument)
 */
export type CreateInstallLink = (wanted: WantedLink) => Promise<{ url: string; expiresAt: Date }>;

export interface InstallLinkOptions {
  vault: Pick<Vault, 'derive'>;
  /** HAVOC_OAUTH_REDIRECT_URLS. Links lead to the first. */
  redirectUrls: readonly [string, ...string[]];
  now?: () => Date;
}

/** A workspace or an organisation. */
const TEAM = /^[TE][A-Z0-9]{1,30}$/;

/** @throws HavocError `vault.no_keys` (failed_precondition) */
export function createInstallLink({
  vault,
  redirectUrls,
  now = () => new Date(),
}: InstallLinkOptions): CreateInstallLink {
  const contexts = createLinkContexts({ vault });

  return async function createLink({ context, team_id, lifetimeMs }) {
    const text = context && readContext(context);
    if (team_id !== undefined && !isTeam(team_id)) throw badTeam();
    // A token counts in seconds.
    const expiresAt = new Date(Math.ceil((now().getTime() + lifetimeMs) / 1000) * 1000);
    const token = await contexts.sign({ text, expiresAt });
    return {
      url: installUrl(placeOf(redirectUrls[0]).installUrl, { context: token, team: team_id }),
      expiresAt,
    };
  };
}

/** Returns the URL at which installations start: that of the first redirect URL. */
export function plainInstallUrl(redirectUrls: readonly [string, ...string[]], team?: string): string {
  return installUrl(placeOf(redirectUrls[0]).installUrl, { team });
}

/** Adds the parameters to the URL at which installations start. */
export function installUrl(base: string, { context, team }: { context?: string; team?: string }): string {
  const url = new URL(base);
  if (context !== undefined) url.searchParams.set('context', context);
  if (team !== undefined) url.searchParams.set('team', team);
  return url.href;
}

export function isTeam(id: string): boolean {
  return TEAM.test(id);
}

/** Reads the bytes as JSON text. Refuses bytes that would not come back unchanged, such as a byte order mark. */
function readContext(context: Uint8Array): string {
  if (context.byteLength > MOST_CONTEXT_BYTES) throw badContext(`has ${context.byteLength} bytes`);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(context);
    JSON.parse(text);
    return text;
  } catch (cause) {
    throw badContext('is not JSON', cause);
  }
}

function badContext(what: string, cause?: unknown): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'installations.bad_context',
    message: `The context of the install link ${what}. Give any JSON of up to 2,000 bytes, such as an id of your own.`,
    cause,
  });
}

function badTeam(): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'installations.bad_team',
    message:
      'The team of the install link is not the id of a workspace or organisation. Give an id that begins with T or E.',
  });
}
