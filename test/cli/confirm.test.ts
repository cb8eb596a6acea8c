import { PassThrough } from 'node:stream';
import { confirm } from '../../src/cli/confirm.js';

/** A terminal at which somebody types this. */
function terminal(typed: string, isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  input.end(typed);
  return { input, output };
}

test.each(['yes\n', ' YES \n'])('goes on after %j', async (typed) => {
  const { input, output } = terminal(typed);
  await confirm('deletes 3 dead letters for good', { input, output });
  expect(String(output.read())).toContain('This deletes 3 dead letters for good. Type yes to go on: ');
});

test.each(['no\n', 'y\n', '\n', ''])('does nothing after %j', async (typed) => {
  await expect(confirm('deletes all', terminal(typed))).rejects.toMatchObject({
    kind: 'failed_precondition',
    code: 'cli.not_confirmed',
  });
});

test('without a terminal it asks nobody, whatever is piped in, and says what to give', async () => {
  await expect(confirm('deletes all', terminal('yes\n', false))).rejects.toMatchObject({
    kind: 'invalid_argument',
    message: 'This deletes all, and nobody is there to be asked. Give --yes to have it done.',
  });
});
