import TestSequencer from '@jest/test-sequencer';

/** Projects in the order of how long their tests wait. Computing tests fill the waits, and no long test runs last. */
const ORDER = ['ui', 'e2e', 'pg', 'unit'];

export default class Sequencer extends TestSequencer {
  sort(tests) {
    const placeOf = ({ context }) => ORDER.indexOf(context.config.displayName?.name);
    return super.sort(tests).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
