import { placeOf } from '../../../src/local-slack/store/collection.js';
import { createDatabase } from '../../../src/local-slack/store/database.js';
import type { Range, Store } from '../../../src/local-slack/store/store.js';
import type { Reader, Transaction } from '../../../src/local-slack/store/transaction.js';
import fc from '../../support/fast-check.js';
import { copy, createModel, list, type Model, put } from './model.js';
import { collect, type Note, notes } from './notes.js';

type Operation =
  | { kind: 'put'; doc: Note }
  | { kind: 'remove' | 'find'; key: string }
  | { kind: 'list'; folder: string; index: 'folder' | 'time'; range: Range }
  | { kind: 'count'; folder: string };

const FOLDERS = ['x', 'y', '\ud800'];
const key = fc.constantFrom('a', 'b', 'B', 'ä', '\u0000');
const folder = fc.constantFrom(...FOLDERS);
const place = fc.nat({ max: 3 }).map(placeOf);
const range: fc.Arbitrary<Range> = fc.record(
  {
    after: place,
    from: place,
    before: place,
    to: place,
    skip: fc.nat({ max: 3 }),
    limit: fc.nat({ max: 4 }),
    newestFirst: fc.boolean(),
  },
  { requiredKeys: [] },
);
const doc: fc.Arbitrary<Note> = fc
  .record({ id: key, at: fc.nat({ max: 3 }), text: fc.nat() }, { requiredKeys: ['id', 'text'] })
  .chain((note) =>
    fc.option(folder, { nil: undefined }).map((one) => (one ? { ...note, folder: one } : note)),
  );
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('put' as const), doc }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('remove' as const, 'find' as const), key }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('list' as const),
      folder,
      index: fc.constantFrom('folder' as const, 'time' as const),
      range,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('count' as const), folder }) },
);
const transactions = fc.array(
  fc.record({ operations: fc.array(operation, { maxLength: 8 }), fails: fc.boolean() }),
  { maxLength: 6 },
);

/** Random operations have the results that a simple model says, inside transactions and after them. */
export function describeBehaviour(storeOf: () => Store, numRuns: number): void {
  test('random transactions do what a simple model does', async () => {
    await fc.assert(
      fc.asyncProperty(transactions, async (all) => {
        const store = storeOf();
        await store.clear();
        const database = createDatabase(store);
        let model = createModel();
        for (const { operations, fails } of all) {
          const changed = copy(model);
          const done = database.transact(async (tx) => {
            for (const one of operations) await run(tx, one, { base: model, model: changed });
            await expectAll(tx, changed);
            if (fails) throw new Error('It fails.');
          });
          if (fails) await expect(done).rejects.toThrow('It fails.');
          else await done;
          if (!fails) model = changed;
          await expectAll(database, model);
          expect(await collect(store.all(notes))).toEqual(list(model, undefined, false));
        }
      }),
      { numRuns },
    );
  });
}

async function run(tx: Transaction, operation: Operation, { base, model }: { base: Model; model: Model }) {
  switch (operation.kind) {
    case 'put':
      tx.put(notes, operation.doc);
      put(model, base, operation.doc);
      return;
    case 'remove':
      tx.remove(notes, operation.key);
      model.docs.delete(operation.key);
      return;
    case 'find':
      expect(await tx.find(notes, operation.key)).toEqual(model.docs.get(operation.key)?.doc);
      return;
    case 'list': {
      const found = await tx.list(notes, operation.index, operation.folder, operation.range);
      expect(found).toEqual(list(model, operation.folder, operation.index === 'time', operation.range));
      return;
    }
    case 'count':
      expect(await tx.count(notes, 'folder', operation.folder)).toBe(
        list(model, operation.folder, false).length,
      );
  }
}

async function expectAll(reader: Reader, model: Model): Promise<void> {
  const lists = FOLDERS.map((one) => reader.list(notes, 'time', one));
  expect(await Promise.all(lists)).toEqual(FOLDERS.map((one) => list(model, one, true)));
  expect(await reader.list(notes, 'all', '')).toEqual(list(model, undefined, false));
  for (const one of ['a', 'b', 'B', 'ä', '\u0000'])
    expect(await reader.find(notes, one)).toEqual(model.docs.get(one)?.doc);
}
