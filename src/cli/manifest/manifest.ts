import { hostname } from 'node:os';
import { HavocError } from '../../base/index.js';
import { say, tell } from '../output.js';
import { addressOf, type SidecarOptions } from '../sidecar.js';
import { askDeclared } from './ask-declared.js';
import { captureDeclared, type Declared } from './capture.js';
import { toYaml } from './format-manifest.js';
import type { InstallOptions } from './installing.js';
import { manifestOf } from './manifest-of.js';
import { subscriptionsOf } from './subscriptions.js';

export interface ManifestCommandOptions extends SidecarOptions, InstallOptions {
  /** The app's command and its arguments. */
  command: readonly string[];
  /** The URL at which Slack reaches havoc. */
  url?: string;
  /** Uses Socket Mode instead of a URL. */
  socketMode?: boolean;
  /** The app's name in Slack. Default: the name that it gives to the sidecar. */
  name?: string;
  description?: string;
  json?: boolean;
  /** How long the app may take to declare what it listens to. */
  waitSeconds: number;
}

/**
 * Prints a Slack app manifest, made from what the app's listeners declare.
 *
 * @throws HavocError `cli.bad_url`, `cli.no_url` or `cli.bad_redirect_url` (invalid_argument), or an error of getting
 * the declarations
 */
export async function printManifest(options: ManifestCommandOptions): Promise<void> {
  const url = readUrl(options);
  for (const redirectUrl of options.redirectUrls ?? []) checkRedirectUrl(redirectUrl);
  const declared = await declaredOf(options);
  // For an app without a name, the client sends the host name, which makes no sense in Slack.
  const own = declared.name === hostname() ? 'My app' : declared.name || 'My app';
  const name = options.name ?? own;
  const made = manifestOf(subscriptionsOf(declared.handles), { ...options, url, name });
  say(options.json ? JSON.stringify(made.manifest, undefined, 2) : toYaml(made).trimEnd());
  for (const note of made.notes) tell(`Note: ${note}`);
}

/**
 * Gets the declarations of the given app. Without an app, asks a running sidecar. Without a sidecar, waits for an app
 * at the sidecar's address.
 */
async function declaredOf(options: ManifestCommandOptions): Promise<Declared> {
  const { command, waitSeconds } = options;
  const waiting = { waitMs: waitSeconds * 1_000, onLine: tell };
  const connected = command.length === 0 ? await askDeclared(options, waiting) : undefined;
  return connected ?? captureDeclared({ command, address: await addressOf(options), ...waiting });
}

/** Returns the URL as written, without a trailing slash. It is not normalised, because it may have a placeholder. */
function readUrl({ url, socketMode = false }: ManifestCommandOptions): string | undefined {
  if ((url === undefined) === !socketMode) {
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'cli.no_url',
      message:
        'Give either --url with the URL at which Slack reaches havoc, such as https://slack.example.com, or --socket-mode.',
    });
  }
  if (url === undefined) return undefined;
  const { protocol, search, hash } = URL.canParse(url)
    ? new URL(url)
    : { protocol: '', search: '', hash: '' };
  if (protocol === 'https:' && search === '' && hash === '') return url.replace(/\/+$/, '');
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'cli.bad_url',
    message: `Slack cannot reach havoc at ${url}. Give a URL that begins with https:// and has no query or fragment.`,
  });
}

/** Checks a URL as havoc checks HAVOC_OAUTH_REDIRECT_URLS. In addition, it must be one that Slack accepts. */
function checkRedirectUrl(url: string): void {
  const { protocol, pathname, search, hash } = URL.canParse(url)
    ? new URL(url)
    : { protocol: '', pathname: '', search: '', hash: '' };
  if (protocol === 'https:' && pathname.endsWith('/slack/oauth_redirect') && search + hash === '') return;
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'cli.bad_redirect_url',
    message: `Slack cannot send people back to ${url}. Give a URL that begins with https:// and ends with /slack/oauth_redirect.`,
  });
}
