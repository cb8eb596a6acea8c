import fc from '../support/fast-check.js';
import { createModel } from './model.js';
import { steps } from './model-steps.js';
import { setUpInbox } from './open-inbox.js';

const { database } = await setUpInbox();

test.each([
  ['in order', () => true],
  ['without order', () => false],
  ['with and without order in turn', (turn: number) => turn % 2 === 0],
])(
  'two replicas that claim %s lose and duplicate nothing, and settle nothing by a lost lease',
  async (_, isOrdered) => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        await database.empty();
        const replicas = [database.open(), database.open()] as const;
        const model = createModel(database, isOrdered);
        for (const take of taken) await take(model, replicas);
        await model.compare();
      }),
      { numRuns: 30, endOnFailure: true },
    );
  },
  60_000,
);
