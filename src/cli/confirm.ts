import { createInterface } from 'node:readline';
import { HavocError } from '../base/index.js';

/** Where the person is: standard input and standard error, which leaves standard output to the result. */
export interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
}

/**
 * Asks before what cannot be undone, and resolves once the person has typed `yes`.
 *
 * @param what as in `deletes 3 dead letters for good`
 * @throws HavocError `cli.not_confirmed`: failed_precondition where anything else was typed, invalid_argument where
 * nobody is there to be asked
 */
export async function confirm(
  what: string,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<void> {
  if (!input.isTTY) {
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'cli.not_confirmed',
      message: `This ${what}, and nobody is there to be asked. Give --yes to have it done.`,
    });
  }
  const asking = createInterface({ input, output, prompt: `This ${what}. Type yes to go on: ` });
  const answer = new Promise<string>((resolve) => {
    asking.once('line', resolve);
    asking.once('close', () => resolve(''));
  });
  asking.prompt();
  const isYes = (await answer).trim().toLowerCase() === 'yes';
  asking.close();
  if (isYes) return;
  throw new HavocError({
    kind: 'failed_precondition',
    code: 'cli.not_confirmed',
    message: 'Nothing was done: that was not a yes.',
  });
}
