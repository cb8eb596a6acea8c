import { writeSync } from 'node:fs';
import { TestEnvironment } from 'jest-environment-node';

/** Ends the run with the first test that fails: a mutant is noticed by then. */
export default class extends TestEnvironment {
  handleTestEvent({ name, test }) {
    if (name !== 'test_done' || test.errors.length === 0) return;
    const [failure] = test.errors.flat();
    writeSync(2, `${test.name}: ${failure?.message ?? failure}\n`);
    process.exit(1);
  }
}
