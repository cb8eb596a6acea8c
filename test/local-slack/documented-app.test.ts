import { join } from 'node:path';
import { runCommand, TYPESCRIPT } from '../support/process.js';
import { REPOSITORY } from '../support/repository.js';
import { findSnippet } from '../support/snippets.js';

test('the documented Socket Mode app ends without an error', async () => {
  const snippet = findSnippet(join(REPOSITORY, 'docs/testing.md'), 'ts', 'SocketModeReceiver');
  const process = runCommand(['node', ...TYPESCRIPT, '--input-type=module', '-e', snippet], {
    cwd: import.meta.dirname,
  });
  expect(await process.exited).toEqual({ code: 0, signal: null });
  expect(process.output()).toBe('');
});
