import { HavocError } from '../../base/index.js';

/** The options of the call that the messages depend on. */
interface Asked {
  team?: string;
}

type Words = (fields: HavocError['fields'], asked: Asked) => string;

/** Messages for the command line, by the sidecar's error codes. They name options. The sidecar's own name metadata. */
const WORDS: Record<string, Words> = {
  'installations.not_found': ({ asked, installed }, { team }) =>
    `The app is not installed in ${asked}. The configured token belongs to ${installed}. ` +
    `Leave out ${asked === team ? '--team' : '--enterprise'}, or configure the token of ${asked}.`,
  'installations.no_user_token': ({ user_id }) =>
    `havoc has no token of the user ${user_id}. Leave out --user to act as the app's bot.`,
  'outbound.token_given': () =>
    'havoc adds the token itself. Remove token from the arguments, and choose the workspace with --team.',
};

/** Rewrites a sidecar's error so that its message names options of the command. Returns other errors unchanged. */
export function inOptions(thrown: unknown, options: Asked): unknown {
  if (!(thrown instanceof HavocError)) return thrown;
  const { kind, code, fields, cause } = thrown;
  const { domain, reason } = fields;
  const words =
    domain === 'havoc' && Object.hasOwn(WORDS, String(reason)) ? WORDS[String(reason)] : undefined;
  if (!words) return thrown;
  return new HavocError({ kind, code, fields, message: words(fields, options), cause });
}
