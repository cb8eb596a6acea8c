import { HavocError } from '../../base/index.js';

/** What the call was made with. */
interface Asked {
  team?: string;
}

type Words = (fields: HavocError['fields'], asked: Asked) => string;

/** By the sidecar's codes. To programs it speaks of metadata, which this command makes of options. */
const WORDS: Record<string, Words> = {
  'installations.not_found': ({ asked, installed }, { team }) =>
    `The app is not installed in ${asked}; the configured token belongs to ${installed}. ` +
    `Leave ${asked === team ? '--team' : '--enterprise'} out, or configure the token of that workspace.`,
  'installations.no_user_token': ({ user_id }) =>
    `havoc holds no token of the user ${user_id}; leave --user out to act as the app's bot.`,
  'outbound.token_given': () =>
    'havoc puts the token in itself: leave the argument token out, and say by --team for which workspace the call is.',
};

/** What the sidecar said, where it speaks of metadata in the words of the options. */
export function inOptions(thrown: unknown, options: Asked): unknown {
  if (!(thrown instanceof HavocError)) return thrown;
  const { kind, code, fields, cause } = thrown;
  const { domain, reason } = fields;
  const words =
    domain === 'havoc' && Object.hasOwn(WORDS, String(reason)) ? WORDS[String(reason)] : undefined;
  if (!words) return thrown;
  return new HavocError({ kind, code, fields, message: words(fields, options), cause });
}
