import { createInterface } from 'node:readline';
import { HavocError } from '../base/index.js';

/** The person's terminal: standard input and standard error. Standard output is reserved for the result. */
export interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
}

/**
 * Asks for a confirmation, and resolves when the person types `yes`.
 *
 * @param what the action, such as `deletes 3 dead letters permanently`
 * @throws HavocError `cli.not_confirmed`: failed_precondition for another answer, invalid_argument without a terminal
 */
export async function confirm(
  what: string,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<void> {
  if (!input.isTTY) {
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'cli.not_confirmed',
      message: `This ${what}, and there is no terminal to confirm it. Give --yes to skip the question.`,
    });
  }
  const asking = createInterface({ input, output, prompt: `This ${what}. Type yes to continue: ` });
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
    message: 'Nothing was done because the answer was not yes.',
  });
}
