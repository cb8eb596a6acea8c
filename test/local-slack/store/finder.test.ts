import { createFinder } from '../../../src/local-slack/store/postgres/finder.js';
import { tableOf } from '../../../src/local-slack/store/postgres/table.js';
import { until } from '../../support/until.js';
import { notes, tags } from './notes.js';

interface Query {
  text: string;
  keys: string[];
  answer(docs: Record<string, unknown>): void;
  fail(error: Error): void;
}

const table = tableOf(notes);

/** A finder, and the queries that wait for an answer. */
function createStage(maxChars = 10_000) {
  const queries: Query[] = [];
  const finder = createFinder({
    maxChars,
    read: ({ text, values }) =>
      new Promise((resolve, reject) => {
        const answer = (docs: Record<string, unknown>) =>
          resolve(
            Object.entries(docs).map(([key, doc]) => ({ key, doc: JSON.stringify(doc), ordinal: '7' })),
          );
        queries.push({ text, keys: values?.[0] as string[], answer, fail: reject });
      }),
  });
  const query = async (number: number): Promise<Query> => {
    await until(() => queries.length >= number);
    return queries[number - 1] as Query;
  };
  return { finder, query, asked: () => queries.length };
}

const textOf = (doc: unknown) => ({ text: JSON.stringify(doc), order: 7 });

test('calls in one turn share a query of their table, and calls for one key share a place in it', async () => {
  const { finder, query, asked } = createStage();
  const found = Promise.all([
    finder.find(table, 'a'),
    finder.find(table, 'b'),
    finder.find(table, 'a'),
    finder.find(tableOf(tags), 'a'),
  ]);
  const [first, second] = [await query(1), await query(2)];
  expect([first.keys, second.keys, asked()]).toEqual([['a', 'b'], ['a'], 2]);
  expect([first.text, second.text]).toEqual([
    expect.stringContaining('local_slack.test_notes'),
    expect.stringContaining('local_slack.test_tags'),
  ]);
  first.answer({ a: { id: 'a' } });
  second.answer({});
  const held = { doc: { id: 'a' }, order: 7 };
  expect(await found).toEqual([held, undefined, held, undefined]);
});

test('what was found is remembered, and that nothing was found too', async () => {
  const { finder, query, asked } = createStage();
  const found = Promise.all([finder.find(table, 'a'), finder.find(table, 'b')]);
  (await query(1)).answer({ a: { id: 'a' } });
  await found;
  expect(await finder.find(table, 'a')).toEqual({ doc: { id: 'a' }, order: 7 });
  expect([await finder.find(table, 'b'), asked()]).toEqual([undefined, 1]);
});

test('a read that began before a commit does not hide it', async () => {
  const { finder, query } = createStage();
  const early = finder.find(table, 'a');
  const read = await query(1);
  finder.set(table, 'a', textOf({ id: 'new' }));
  read.answer({ a: { id: 'old' } });
  expect((await early)?.doc).toEqual({ id: 'old' });
  expect((await finder.find(table, 'a'))?.doc).toEqual({ id: 'new' });
});

test('a call after a commit does not join a read from before it', async () => {
  const { finder, query } = createStage(0);
  const early = finder.find(table, 'a');
  const before = await query(1);
  finder.set(table, 'a', textOf({ id: 'new' }));
  const late = finder.find(table, 'a');
  const after = await query(2);
  before.answer({ a: { id: 'old' } });
  after.answer({ a: { id: 'new' } });
  expect([(await early)?.doc, (await late)?.doc]).toEqual([{ id: 'old' }, { id: 'new' }]);
});

test('a read from before clear is not remembered', async () => {
  const { finder, query } = createStage();
  const early = finder.find(table, 'a');
  const before = await query(1);
  finder.clear();
  before.answer({ a: { id: 'old' } });
  await early;
  const late = finder.find(table, 'a');
  (await query(2)).answer({});
  expect(await late).toBeUndefined();
});

test('a failed read fails its calls only', async () => {
  const { finder, query } = createStage();
  const failing = finder.find(table, 'a');
  (await query(1)).fail(new Error('broken'));
  await expect(failing).rejects.toThrow('broken');
  const later = finder.find(table, 'a');
  (await query(2)).answer({ a: { id: 'a' } });
  expect((await later)?.doc).toEqual({ id: 'a' });
});
