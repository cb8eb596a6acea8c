import { createRecent } from '../../../src/local-slack/store/postgres/recent.js';
import fc from '../../support/fast-check.js';

/** What an entry takes besides its id and its value. */
const OVERHEAD = 100;

const step = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  /** Undefined to get the value. */
  chars: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
  clears: fc.nat(20).map((number) => number === 0),
});

interface Entry {
  id: string;
  value: number;
  size: number;
  isUsed: boolean;
}

/** Lets entries go, the first one first, until there is room. A used one goes to the end instead. */
function makeRoom(entries: readonly Entry[], maxChars: number): readonly Entry[] {
  const [first, ...others] = entries;
  if (!first || entries.reduce((sum, { size }) => sum + size, 0) <= maxChars) return entries;
  return makeRoom(first.isUsed ? [...others, { ...first, isUsed: false }] : others, maxChars);
}

test('it keeps what was used since its last turn, in any order of use', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 100, max: 1_500 }),
      (steps, maxChars) => {
        const recent = createRecent<number>(maxChars);
        let model: readonly Entry[] = [];
        for (const [value, { id, chars, clears }] of steps.entries()) {
          const others = model.filter((one) => one.id !== id);
          if (clears) {
            recent.clear();
            model = [];
          } else if (chars === undefined) {
            expect(recent.get(id)).toBe(model.find((one) => one.id === id)?.value);
            model = model.map((one) => (one.id === id ? { ...one, isUsed: true } : one));
          } else {
            recent.set(id, value, chars);
            const size = id.length + chars + OVERHEAD;
            const added = { id, value, size, isUsed: false };
            model = size > maxChars ? others : makeRoom([...others, added], maxChars);
          }
        }
        for (const id of ['a', 'b', 'c', 'd', 'e', 'f'])
          expect(recent.get(id)).toBe(model.find((one) => one.id === id)?.value);
      },
    ),
  );
});
