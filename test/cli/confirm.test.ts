import { PassThrough } from 'node:stream';
import { confirm } from '../../src/cli/confirm.js';

/** A terminal with this input. */
function terminal(typed: string, isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  input.end(typed);
  return { input, output };
}

test.each(['yes\n', ' YES \n'])('continues after %j', async (typed) => {
  const { input, output } = terminal(typed);
  await confirm('deletes 3 dead letters permanently', { input, output });
  expect(String(output.read())).toContain('This deletes 3 dead letters permanently. Type yes to continue: ');
});

test.each(['no\n', 'y\n', '\n', ''])('does nothing after %j', async (typed) => {
  await expect(confirm('deletes all', terminal(typed))).rejects.toMatchObject({
    kind: 'failed_precondition',
    code: 'cli.not_confirmed',
  });
});

test('refuses without a terminal, even if yes is piped in, and names the option', async () => {
  await expect(confirm('deletes all', terminal('yes\n', false))).rejects.toMatchObject({
    kind: 'invalid_argument',
    message: 'This deletes all, and there is no terminal to confirm it. Give --yes to skip the question.',
  });
});
