import { HavocError } from '../../base/index.js';

/** The options of the call. */
interface Asked {
  team?: string;
}

type Words = (fields: HavocError['fields'], asked: Asked) => string;

/** Messages by the sidecar's error codes. The sidecar's own messages name metadata; people give options instead. */
const WORDS: Record<string, Words> = {
  'installations.not_found': ({ asked, installed }, { team }) =>
    `The app is not installed in ${asked}; the configured token belongs to ${installed}. ` +
    `Leave ${asked === team ? '--team' : '--enterprise'} out, or configure the token of that workspace.`,
  'installations.no_user_token': ({ user_id }) =>
    `havoc has no token of the user ${user_id}. Leave --user out to act as the app's bot.`,
  'outbound.token_given': () =>
    'havoc adds the token itself. Leave the argument token out, and choose the workspace with --team.',
};

/** Replaces a message that names metadata with one that names options. Returns other errors unchanged. */
export function inOptions(thrown: unknown, options: Asked): unknown {
  if (!(thrown instanceof HavocError)) return thrown;
  const { kind, code, fields, cause } = thrown;
  const { domain, reason } = fields;
  const words =
    domain === 'havoc' && Object.hasOwn(WORDS, String(reason)) ? WORDS[String(reason)] : undefined;
  if (!words) return thrown;
  return new HavocError({ kind, code, fields, message: words(fields, options), cause });
}
