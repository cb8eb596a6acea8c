#!/usr/bin/env node
import { complain } from './output.js';
import { program } from './program.js';
import { endAtSignals } from './until-signal.js';

/** Ends without an error when the reader of the output, such as `head`, stops reading. */
function endQuietly(failure: NodeJS.ErrnoException): void {
  if (failure.code !== 'EPIPE') throw failure;
  process.exit();
}

endAtSignals();
process.stdout.on('error', endQuietly);
try {
  await program.parseAsync();
} catch (thrown) {
  complain(thrown);
  process.exitCode = 1;
}
