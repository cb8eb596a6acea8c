import TestSequencer from '@jest/test-sequencer';

/** Projects whose tests wait most come first: what only computes fills the time, and none of the long ones is last. */
const ORDER = ['ui', 'e2e', 'pg', 'unit'];

export default class Sequencer extends TestSequencer {
  sort(tests) {
    const placeOf = ({ context }) => ORDER.indexOf(context.config.displayName?.name);
    return super.sort(tests).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
