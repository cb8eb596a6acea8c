import TestSequencer from '@jest/test-sequencer';

/** The order of the projects. Tests that wait long run first, so that computing tests fill the waits and run last. */
const ORDER = ['ui', 'e2e', 'pg', 'unit'];

export default class Sequencer extends TestSequencer {
  sort(tests) {
    const placeOf = ({ context }) => ORDER.indexOf(context.config.displayName?.name);
    return super.sort(tests).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
