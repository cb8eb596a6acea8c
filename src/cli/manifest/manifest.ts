import { hostname } from 'node:os';
import { HavocError } from '../../base/index.js';
import { say, tell } from '../output.js';
import { addressOf, type SidecarOptions } from '../sidecar.js';
import { askDeclared } from './ask-declared.js';
import { captureDeclared, type Declared } from './capture.js';
import { toYaml } from './format-manifest.js';
import { manifestOf } from './manifest-of.js';
import { subscriptionsOf } from './subscriptions.js';

export interface ManifestCommandOptions extends SidecarOptions {
  /** The app's own command and its arguments. */
  command: readonly string[];
  /** Where Slack reaches havoc. */
  url?: string;
  /** In the place of a URL. */
  socketMode?: boolean;
  /** What the app is called in Slack; as it calls itself where absent. */
  name?: string;
  description?: string;
  json?: boolean;
  /** How long the app may take to say what it listens to. */
  waitSeconds: number;
}

/**
 * Prints the Slack app manifest of an app, by what its listeners declare.
 *
 * @throws HavocError `cli.bad_url` or `cli.no_url` (invalid_argument), or as capturing does
 */
export async function printManifest(options: ManifestCommandOptions): Promise<void> {
  const url = readUrl(options);
  const declared = await declaredOf(options);
  const { description } = options;
  // A name that nobody gave is that of the machine, which is nobody's in Slack.
  const own = declared.name === hostname() ? 'My app' : declared.name || 'My app';
  const name = options.name ?? own;
  const made = manifestOf(subscriptionsOf(declared.handles), { url, name, description });
  say(options.json ? JSON.stringify(made.manifest, undefined, 2) : toYaml(made).trimEnd());
  for (const note of made.notes) tell(`Note: ${note}`);
}

/** Of the given app; without one, of those that are connected to a sidecar, or of one that comes where none runs. */
async function declaredOf(options: ManifestCommandOptions): Promise<Declared> {
  const { command, waitSeconds } = options;
  const waiting = { waitMs: waitSeconds * 1_000, onLine: tell };
  const connected = command.length === 0 ? await askDeclared(options, waiting) : undefined;
  return connected ?? captureDeclared({ command, address: await addressOf(options), ...waiting });
}

/** Kept as it was written, less a slash at its end: a placeholder is no host yet. */
function readUrl({ url, socketMode = false }: ManifestCommandOptions): string | undefined {
  if ((url === undefined) === !socketMode) {
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'cli.no_url',
      message:
        'Say by --url where Slack reaches havoc, as in https://slack.example.com, or give --socket-mode: one of the two.',
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
    message: `${url} is not where Slack can reach havoc: give a URL that begins with https:// and has nothing behind its path.`,
  });
}
