import { createDatabase, type Database } from '../../../src/local-slack/store/database.js';
import type { Store } from '../../../src/local-slack/store/store.js';
import type { Reader, Transaction } from '../../../src/local-slack/store/transaction.js';
import { type Note, notes } from './notes.js';

/** What transactions do on every store. */
export function describeTransactions(storeOf: () => Store): void {
  let database: Database;
  beforeEach(async () => {
    database = createDatabase(storeOf());
    await put({ id: 'a', folder: 'x', at: 1 }, { id: 'b', folder: 'x', at: 2 }, { id: 'c', folder: 'y' });
  });

  const put = (...docs: Note[]) => database.transact(async (tx) => putAll(tx, docs));
  const idsIn = async (reader: Reader, folder = 'x') =>
    (await reader.list(notes, 'time', folder)).map(({ id }) => id).join(' ');

  test('a transaction reads its own writes, and others do not', async () => {
    await database.transact(async (tx) => {
      putAll(tx, [
        { id: 'd', folder: 'x', at: 1 },
        { id: 'c', folder: 'x', at: 3 },
      ]);
      tx.remove(notes, 'b');
      tx.putBytes('k', Buffer.from('content'));
      expect([await idsIn(tx), await tx.count(notes, 'folder', 'x')]).toEqual(['a d c', 3]);
      expect([await idsIn(tx, 'y'), await tx.count(notes, 'folder', 'y')]).toEqual(['', 0]);
      expect([await tx.find(notes, 'b'), await tx.find(notes, 'd')]).toEqual([
        undefined,
        { id: 'd', folder: 'x', at: 1 },
      ]);
      expect(await tx.findBytes('k')).toEqual(Buffer.from('content'));
      expect([await idsIn(database), await database.find(notes, 'd')]).toEqual(['a b', undefined]);
      expect([await database.count(notes, 'folder', 'x'), await database.findBytes('k')]).toEqual([
        2,
        undefined,
      ]);
    });
    expect([await idsIn(database), await database.count(notes, 'folder', 'x')]).toEqual(['a d c', 3]);
    expect(await database.findBytes('k')).toEqual(Buffer.from('content'));
  });

  test('a transaction that rejects writes nothing', async () => {
    const failing = database.transact(async (tx) => {
      tx.put(notes, { id: 'd', folder: 'x' });
      tx.remove(notes, 'a');
      tx.putBytes('k', Buffer.from('content'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect([await idsIn(database), await database.find(notes, 'd')]).toEqual(['a b', undefined]);
    expect(await database.findBytes('k')).toBeUndefined();
    await put({ id: 'e', folder: 'x', at: 9 });
    expect(await idsIn(database)).toBe('a b e');
  });

  test('transactions run one after another', async () => {
    const increment = () =>
      database.transact(async (tx) => {
        const before = Number((await tx.find(notes, 'counter'))?.text ?? 0);
        tx.put(notes, { id: 'counter', text: before + 1 });
        return before;
      });
    const results = await Promise.all(Array.from({ length: 25 }, increment));
    expect(results).toEqual(Array.from({ length: 25 }, (_, index) => index));
  });

  test('a write that goes along is committed with the next transaction that succeeds', async () => {
    const done = database.writeAlong((tx) => tx.put(notes, { id: 'd', folder: 'x' }));
    const failing = database.transact(() => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    await database.transact(async (tx) => tx.put(notes, { id: 'e', folder: 'x' }));
    expect(await database.find(notes, 'd')).toMatchObject({ id: 'd' });
    await done;
  });

  test('a write that goes along outlives a transaction whose commit fails', async () => {
    const done = database.writeAlong((tx) => tx.put(notes, { id: 'd', folder: 'x' }));
    const unwritable = database.transact(async (tx) => tx.put(notes, { id: 'e', folder: 'x', text: 1n }));
    await unwritable.catch(() => undefined);
    await done;
    expect(await database.find(notes, 'd')).toMatchObject({ id: 'd' });
  });

  test('a write that goes along is committed alone if no transaction comes', async () => {
    await database.writeAlong((tx) => tx.remove(notes, 'a'));
    expect(await database.find(notes, 'a')).toBeUndefined();
  });

  test('removed bytes are gone within the transaction', async () => {
    await database.transact(async (tx) => tx.putBytes('k', Buffer.from('content')));
    await database.transact(async (tx) => {
      tx.removeBytes('k');
      expect(await tx.findBytes('k')).toBeUndefined();
    });
    expect(await database.findBytes('k')).toBeUndefined();
  });

  test('documents that are removed and put again are in the same order before and after the commit', async () => {
    let inside = '';
    await database.transact(async (tx) => {
      putAll(tx, [
        { id: 'd', folder: 'z' },
        { id: 'e', folder: 'z' },
      ]);
      for (const id of ['d', 'c']) tx.remove(notes, id);
      putAll(tx, [
        { id: 'd', folder: 'z' },
        { id: 'c', folder: 'z' },
      ]);
      inside = await idsIn(tx, 'z');
    });
    expect([inside, await idsIn(database, 'z')]).toEqual(['c e d', 'c e d']);
  });
}

function putAll(tx: Transaction, docs: readonly Note[]): void {
  for (const doc of docs) tx.put(notes, doc);
}
