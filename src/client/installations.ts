import { HavocError } from '../base/index.js';
import {
  InstallationsService,
  type InstallationDetails as Message,
  type Token,
} from '../gen/havoc/v1/installations.js';
import { callerOf, tracedAll, tracedItems } from './caller.js';
import type { OwnCallOptions, Unary } from './channel.js';
import { readJson } from './read-json.js';
import { toJson } from './to-json.js';

/**
 * All that havoc knows about an installation, without its tokens. `state` is `active`, `refused` or `ended`.
 *
 * @example
 * ```ts
 * const { state, bot, users } = await havoc.installations.get('T012AB3CD');
 * console.log(state, bot?.scopes, users.map(({ user_id }) => user_id));
 * ```
 */
export interface InstallationDetails extends Omit<Message, 'context_json'> {
  is_enterprise_install: boolean;
  state: string;
  source: string;
  /** The tokens of users. */
  users: Token[];
  /** The workspaces to which an org-wide installation has access, as far as havoc knows them. */
  team_ids: string[];
  /** What the app gave to `link`. */
  context?: unknown;
}

/** Names an installation by its workspace, its organisation, or both. */
type Place = { team: string; enterprise?: string } | { team?: string; enterprise: string };

/** What an install link carries. */
interface LinkOptions {
  /** Any JSON of up to 2,000 bytes. It comes back in the event `installed`, and stays with the installation. */
  context?: unknown;
  /** The id of the workspace that Slack offers first. */
  team?: string;
  /** How long the link can be used, in milliseconds: 1 minute to 30 days. Default: 7 days. */
  lifetimeMs?: number;
}

/**
 * The app's installations. Tokens never leave the sidecar.
 *
 * @example
 * ```ts
 * const { url } = await havoc.installations.link({ context: { tenant: 42 } });
 * console.log(`Add the app to Slack: ${url}`);
 * for await (const { team_name, state } of havoc.installations.list()) console.log(team_name, state);
 * ```
 */
export interface Installations {
  /**
   * Gets an installation. For a workspace of an org-wide installation, this is the installation of its organisation.
   *
   * @param of the id of the workspace, or the ids of workspace and organisation
   * @throws HavocError `installations.not_found` (not_found) when the app was never installed there, or when everything
   * about it was removed
   */
  get(of: string | Place, options?: OwnCallOptions): Promise<InstallationDetails>;
  /** Gets an installation. Returns undefined where `get` throws `installations.not_found`. */
  find(of: string | Place, options?: OwnCallOptions): Promise<InstallationDetails | undefined>;
  /**
   * Lists the installations. With `ended`, the list includes those that have ended. Org-wide ones come without their
   * `team_ids`. Each loop begins with the first page.
   */
  list(filter?: { ended?: boolean }, options?: OwnCallOptions): InstallationPages;
  /**
   * Makes a link that installs the app.
   *
   * @throws HavocError `oauth.not_configured` (failed_precondition) when the sidecar has no client id, secret or scopes
   */
  link(link?: LinkOptions, options?: OwnCallOptions): Promise<{ url: string; expiresAt: Date }>;
  /**
   * Revokes the token of a user. Without `user`, removes the app, at Slack and in havoc. A sidecar without the app's
   * client id and secret cannot remove the app at Slack, and revokes the token of the bot instead.
   */
  revoke(of: Place & { user?: string }, options?: OwnCallOptions): Promise<void>;
}

/**
 * All installations, across the pages of the list.
 *
 * @example
 * ```ts
 * for await (const page of havoc.installations.list({ ended: true }).byPage()) console.log(page.length);
 * ```
 */
export interface InstallationPages extends AsyncIterable<InstallationDetails> {
  /** The same installations, up to 100 at a time. */
  byPage(): AsyncIterable<InstallationDetails[]>;
}

export function createInstallations(unary: Unary): Installations {
  async function get(of: string | Place, options?: OwnCallOptions): Promise<InstallationDetails> {
    const { team, enterprise } = typeof of === 'string' ? { team: of } : of;
    const request = { team_id: team, enterprise_id: enterprise };
    const call = { name: 'installations.get', options };
    const { installation = {} } = await unary(InstallationsService.get, request, call);
    return readDetails(installation);
  }

  async function* walk(ended: boolean | undefined, options?: OwnCallOptions) {
    const call = { name: 'installations.list', options };
    for (let after: string | undefined; ; ) {
      const page = await unary(InstallationsService.list, { after, ended }, call);
      yield (page.installations ?? []).map(readDetails);
      if (!page.next) return;
      after = page.next;
    }
  }

  function list({ ended }: { ended?: boolean } = {}, options?: OwnCallOptions): InstallationPages {
    const caller = callerOf(list);
    const byPage = () => tracedItems(walk(ended, options), caller);
    return {
      byPage,
      async *[Symbol.asyncIterator]() {
        for await (const page of byPage()) yield* page;
      },
    };
  }

  const calls: Omit<Installations, 'list'> = {
    get,
    find: (of, options) =>
      get(of, options).catch((thrown: unknown) => {
        if (thrown instanceof HavocError && thrown.code === 'installations.not_found') return undefined;
        throw thrown;
      }),
    async link({ context, team, lifetimeMs } = {}, options) {
      const name = 'installations.link';
      const json = toJson(context, { name, key: 'context' });
      const request = {
        context_json: json === undefined ? undefined : Buffer.from(json),
        team_id: team,
        lifetime_s: lifetimeMs === undefined ? undefined : toSeconds(lifetimeMs),
      };
      const { url, expires_at } = await unary(InstallationsService.createLink, request, { name, options });
      return { url: url ?? '', expiresAt: expires_at ?? new Date() };
    },
    async revoke(of, options) {
      // Without this check, a variable that is unexpectedly undefined would remove the app from the workspace.
      if ('user' in of && !of.user) throw noUser();
      const request = { team_id: of.team, enterprise_id: of.enterprise, user_id: of.user };
      await unary(InstallationsService.revoke, request, { name: 'installations.revoke', options });
    },
  };
  return { ...tracedAll(calls), list };
}

function readDetails({ context_json, ...details }: Message): InstallationDetails {
  const { is_enterprise_install = false, state = '', source = '', users = [], team_ids = [] } = details;
  const context = readJson(context_json);
  return { ...details, is_enterprise_install, state, source, users, team_ids, context };
}

/** The longest time that the contract's field can hold. The sidecar refuses far shorter ones. */
const MOST_SECONDS = 0xffffffff;

function toSeconds(lifetimeMs: number): number {
  const seconds = Math.round(lifetimeMs / 1_000);
  if (seconds >= 0 && seconds <= MOST_SECONDS) return seconds;
  throw bad('link', `lifetimeMs is ${lifetimeMs}. Give a time from 60,000 to 2,592,000,000 milliseconds`);
}

function noUser(): HavocError {
  return bad(
    'revoke',
    'user is empty. Give the id of the user, or leave out user to remove the app from the workspace',
  );
}

function bad(name: string, why: string): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'client.bad_arguments',
    message: `installations.${name} was not sent: ${why}.`,
    fields: { method: `installations.${name}` },
  });
}
