import { HavocError } from '../../base/index.js';

/**
 * The error for a seed that cannot be planted.
 *
 * @param mistakes what is wrong: one sentence, or a list of all mistakes
 * @param about `where` the mistakes are
 */
export function badSeed(
  mistakes: string | readonly string[],
  { where, cause }: { where?: string; cause?: unknown } = {},
): HavocError {
  const what =
    typeof mistakes === 'string'
      ? mistakes
      : `Correct ${mistakes.length === 1 ? 'this' : 'these'}${where ? ` in ${where}` : ''}:\n${mistakes.map((one) => `  ${one}`).join('\n')}`;
  return new HavocError({
    kind: 'invalid_argument',
    code: 'local_slack.bad_seed',
    message: `The seed of the local Slack is not valid. ${what}`,
    cause,
  });
}
