import { writeSync } from 'node:fs';
import { TestEnvironment } from 'jest-environment-node';

/** Ends the run at the first failed test, because the mutant is then noticed. */
export default class extends TestEnvironment {
  handleTestEvent({ name, test }) {
    if (name !== 'test_done' || test.errors.length === 0) return;
    const [failure] = test.errors.flat();
    writeSync(2, `${test.name}: ${failure?.message ?? failure}\n`);
    process.exit(1);
  }
}
