import { placeOf } from '../../../src/local-slack/store/collection.js';
import type { Range, Store, Write } from '../../../src/local-slack/store/store.js';
import { describeBehaviour } from './behaviour.js';
import { collect, type Note, notes, putOf, removalOf, tags } from './notes.js';
import { describeTransactions } from './transaction-contract.js';

export interface ContractOptions {
  /** Returns an empty store. Each test calls it once. */
  open: () => Promise<Store>;
  /** How many random cases the property test tries. */
  runs: number;
}

/** Longer than an entry of an index in PostgreSQL, even compressed. */
const LONG = Array.from({ length: 9_000 }, (_, index) => index.toString(36)).join('');

/** What every store does. */
export function describeContract({ open, runs }: ContractOptions): void {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });

  const put = (...docs: Note[]) => commit(...docs.map((doc) => putOf(notes, doc)));
  const remove = (...keys: string[]) => commit(...keys.map((key) => removalOf(notes, key)));
  const commit = (...docs: Write[]) => store.commit({ docs, bytes: [] });
  const idsIn = async (folder: string, range?: Range) =>
    (await store.list(notes, 'time', folder, range)).map(({ doc }) => doc.id);
  const foldersOf = async (folder: string) =>
    (await store.list(notes, 'folder', folder)).map(({ doc }) => doc.id);
  const all = async () => (await collect(store.all(notes))).map(({ id }) => id);

  test('a document is found by its key', async () => {
    await put({ id: 'a', text: 1 }, { id: 'b', text: 2 });
    expect((await store.find(notes, 'a'))?.doc).toEqual({ id: 'a', text: 1 });
    expect(await store.find(notes, 'c')).toBeUndefined();
    expect(await store.find(tags, 'a')).toBeUndefined();
  });

  test('an absent document is found once it is put, and absent again once it is removed', async () => {
    expect(await store.find(notes, 'a')).toBeUndefined();
    await put({ id: 'a' });
    expect((await store.find(notes, 'a'))?.doc).toEqual({ id: 'a' });
    await remove('a');
    expect(await store.find(notes, 'a')).toBeUndefined();
    expect(await idsIn('')).toEqual([]);
  });

  test('a group without an order has its documents in the order of first puts', async () => {
    await put({ id: 'c', folder: 'x' }, { id: 'a', folder: 'x' });
    await put({ id: 'b', folder: 'x' }, { id: 'd', folder: 'y' }, { id: 'e' });
    expect(await foldersOf('x')).toEqual(['c', 'a', 'b']);
    expect(await foldersOf('')).toEqual([]);
    expect(await store.count(notes, 'folder', 'x')).toBe(3);
    expect(await store.count(notes, 'folder', 'z')).toBe(0);
  });

  test('a document that is replaced keeps its order, and one that was removed comes last', async () => {
    await put({ id: 'a', folder: 'x' }, { id: 'b', folder: 'x' }, { id: 'c', folder: 'x' });
    const order = (await store.find(notes, 'a'))?.order;
    await put({ id: 'a', folder: 'x', text: 'new' });
    expect((await store.find(notes, 'a'))?.order).toBe(order);
    expect(await foldersOf('x')).toEqual(['a', 'b', 'c']);
    await remove('a');
    await put({ id: 'a', folder: 'x' });
    expect(await foldersOf('x')).toEqual(['b', 'c', 'a']);
    expect(await all()).toEqual(['b', 'c', 'a']);
  });

  test('a document moves between groups, and out of the index', async () => {
    await put({ id: 'a', folder: 'x' }, { id: 'b', folder: 'y' });
    await put({ id: 'a', folder: 'y' });
    expect([await foldersOf('x'), await foldersOf('y')]).toEqual([[], ['a', 'b']]);
    await put({ id: 'a' });
    expect([await foldersOf('y'), await store.count(notes, 'folder', 'y')]).toEqual([['b'], 1]);
    expect(await all()).toEqual(['a', 'b']);
  });

  test.each<[Range, string]>([
    [{}, 'a b c d e'],
    [{ newestFirst: true }, 'e d c b a'],
    [{ after: placeOf(2) }, 'd e'],
    [{ from: placeOf(2) }, 'b c d e'],
    [{ before: placeOf(2) }, 'a'],
    [{ to: placeOf(2) }, 'a b c'],
    [{ after: placeOf(1), before: placeOf(4) }, 'b c d'],
    [{ from: placeOf(2), to: placeOf(3), newestFirst: true }, 'd c b'],
    [{ from: placeOf(1), after: placeOf(1) }, 'b c d e'],
    [{ after: placeOf(3), before: placeOf(2) }, ''],
    [{ limit: 2 }, 'a b'],
    [{ skip: 1, limit: 2 }, 'b c'],
    [{ skip: 4, limit: 2 }, 'e'],
    [{ skip: 9 }, ''],
    [{ limit: 0 }, ''],
    [{ skip: 1, limit: 2, newestFirst: true }, 'd c'],
    [{ skip: 1, limit: 2, newestFirst: true, before: placeOf(4) }, 'c b'],
    [{ limit: Number.POSITIVE_INFINITY }, 'a b c d e'],
  ])('the range %j selects %s', async (range, ids) => {
    const places: [string, number][] = [
      ['d', 3],
      ['b', 2],
      ['a', 1],
      ['c', 2],
      ['e', 4],
    ];
    await put(...places.map(([id, at]) => ({ id, folder: 'x', at })), { id: 'f', folder: 'y', at: 2 });
    expect((await idsIn('x', range)).join(' ')).toBe(ids);
  });

  test('an index without places has the empty place', async () => {
    await put({ id: 'a', folder: 'x' }, { id: 'b', folder: 'x' });
    const list = async (range: Range) => (await store.list(notes, 'folder', 'x', range)).length;
    expect([await list({ after: 'p' }), await list({ before: 'p' })]).toEqual([0, 2]);
    expect([await list({ from: '' }), await list({ after: '' })]).toEqual([2, 0]);
  });

  test.each([
    ['the order of keys', { z: 1, a: { y: 2, b: 3 } }],
    ['U+0000', { '\u0000': 'a\u0000b' }],
    ['an emoji', '😀👩🏽‍🚀'],
    ['lone surrogates', ['\ud800', 'x\udc00y']],
    ['backslashes and quotes', '\\u0000 \\ " \' {NULL,"a"} \n\t'],
    ['numbers', [0.1, 1e300, -5, 12345678901234]],
    ['null', null],
  ])('a document keeps %s', async (_what, text) => {
    const doc = { text, id: 'a' };
    await put(doc);
    const listed = await store.list(notes, 'all', '');
    for (const one of [await store.find(notes, 'a'), listed[0]])
      expect(JSON.stringify(one?.doc)).toBe(JSON.stringify(doc));
  });

  test.each([
    ['U+0000', ['a', 'a\u0000', 'a\u0001']],
    ['lone surrogates', ['\ud800', '\ud801', '\ufffd']],
    ['upper and lower case', ['a', 'A', 'ä']],
    ['long texts', [0, 1, 2, 3].map((more) => 'ü'.repeat(398 + more)).concat(LONG, `${LONG}y`)],
    ['escapes', ['\u001a', '\u001a0000', '\u001a#']],
  ])('keys and groups with %s stay apart', async (_what, texts) => {
    await put(...texts.map((text) => ({ id: text, folder: text })));
    for (const text of texts) {
      expect((await store.find(notes, text))?.doc.id).toBe(text);
      expect(await foldersOf(text)).toEqual([text]);
    }
    expect(await all()).toEqual(texts);
  });

  test('bytes are found by their key, replaced and removed', async () => {
    const content = Buffer.from([0, 255, 92, 120, 13]);
    const keys = ['b', 'a', '\u0000'];
    await store.commit({ docs: [], bytes: keys.map((key) => ({ key, content })) });
    expect(await store.findBytes('a')).toEqual(content);
    expect(await store.findBytes('c')).toBeUndefined();
    const changed = [
      { key: 'b', content: Buffer.alloc(0) },
      { key: 'a', content: undefined },
    ];
    await store.commit({ docs: [], bytes: changed });
    expect(await collect(store.allBytes())).toEqual([
      { key: 'b', content: Buffer.alloc(0) },
      { key: '\u0000', content },
    ]);
  });

  test('all documents and bytes come in the order of first puts', async () => {
    const ids = Array.from({ length: 2_500 }, (_, index) => String((index * 7) % 2_500));
    await put(...ids.map((id) => ({ id })));
    const contents = ids.slice(0, 9).map((key) => ({ key, content: Buffer.from(key) }));
    await store.commit({ docs: [], bytes: contents });
    expect(await all()).toEqual(ids);
    expect(await collect(store.allBytes())).toEqual(contents);
  });

  test('a commit writes to several collections, and nothing if it fails', async () => {
    await commit(putOf(notes, { id: 'a', folder: 'x' }), putOf(tags, { name: 't', note: 'A' }));
    expect((await store.list(tags, 'note', 'a')).map(({ doc }) => doc)).toEqual([{ name: 't', note: 'A' }]);
    const malformed = { name: 't' } as { name: string; note: string };
    await expect(
      store.commit({
        docs: [removalOf(notes, 'a'), putOf(notes, { id: 'b', folder: 'x' }), putOf(tags, malformed)],
        bytes: [{ key: 'b', content: Buffer.from('b') }],
      }),
    ).rejects.toThrow(TypeError);
    expect([await foldersOf('x'), await all(), await store.findBytes('b')]).toEqual([
      ['a'],
      ['a'],
      undefined,
    ]);
  });

  test('commits that do not wait for each other happen in order', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `n${index}`);
    await Promise.all(ids.flatMap((id, text) => [put({ id, folder: 'x' }), put({ id: 'last', text })]));
    expect(await foldersOf('x')).toEqual(ids);
    expect((await store.find(notes, 'last'))?.doc.text).toBe(19);
  });

  test('clear removes everything', async () => {
    await put({ id: 'a', folder: 'x' });
    await store.commit({ docs: [], bytes: [{ key: 'b', content: Buffer.from('b') }] });
    expect(await store.find(notes, 'a')).toBeDefined();
    await store.clear();
    expect(await store.find(notes, 'a')).toBeUndefined();
    expect([await foldersOf('x'), await all(), await store.findBytes('b')]).toEqual([[], [], undefined]);
    await put({ id: 'c', folder: 'x' });
    expect(await foldersOf('x')).toEqual(['c']);
  });

  describe('transactions', () => describeTransactions(() => store));
  describeBehaviour(() => store, runs);
}
