import { createLister } from '../../../src/local-slack/store/postgres/lister.js';
import { tableOf } from '../../../src/local-slack/store/postgres/table.js';
import { notes, tags } from './notes.js';

interface Query {
  values: unknown[];
  answer(...ids: string[]): void;
}

const table = tableOf(notes);
const part = (group: string, limit?: number) => ({
  table,
  index: 'folder',
  group,
  ...(limit !== undefined && { range: { limit } }),
});

/** A lister, and the queries that it has made. */
function createStage(maxChars = 10_000) {
  const queries: Query[] = [];
  const lister = createLister({
    maxChars,
    read: ({ values = [] }) =>
      new Promise((resolve) => {
        const answer = (...ids: string[]) =>
          resolve(ids.map((id, index) => ({ doc: JSON.stringify({ id }), ordinal: String(index) })));
        queries.push({ values, answer });
      }),
  });
  async function ids(group: string, limit?: number): Promise<unknown[]> {
    return (await lister.list(part(group, limit))).map(({ doc }) => (doc as { id: string }).id);
  }
  return { lister, queries, ids };
}

test('a list is read once, until its table has changed', async () => {
  const { lister, queries, ids } = createStage();
  const first = ids('x');
  queries[0]?.answer('a', 'b');
  expect(await first).toEqual(['a', 'b']);
  expect(await ids('x')).toEqual(['a', 'b']);
  lister.forget([tableOf(tags)]);
  expect(await ids('x')).toEqual(['a', 'b']);
  expect(queries).toHaveLength(1);

  lister.forget([table]);
  const second = ids('x');
  queries[1]?.answer('c');
  expect(await second).toEqual(['c']);
});

test('lists of other groups and ranges are lists of their own', async () => {
  const { queries, ids } = createStage();
  const all = [ids('x'), ids('y'), ids('x', 1), ids('x', 2)];
  expect(queries.map(({ values }) => values)).toEqual([['x'], ['y'], ['x', 1], ['x', 2]]);
  for (const [index, { answer }] of queries.entries()) answer(`${index}`);
  expect(await Promise.all(all)).toEqual([['0'], ['1'], ['2'], ['3']]);
  expect(await Promise.all([ids('x', 2), ids('y')])).toEqual([['3'], ['1']]);
});

test.each([
  ['its table changes', (lister: ReturnType<typeof createStage>['lister']) => lister.forget([table])],
  ['all tables may have changed', (lister: ReturnType<typeof createStage>['lister']) => lister.clear()],
])('a list is not remembered if %s while it is read', async (_, change) => {
  const { lister, queries, ids } = createStage();
  const first = ids('x');
  change(lister);
  queries[0]?.answer('a');
  expect(await first).toEqual(['a']);
  const second = ids('x');
  expect(queries).toHaveLength(2);
  queries[1]?.answer('b');
  expect(await second).toEqual(['b']);
});

test('the caller may change the list that it gets', async () => {
  const { queries, lister } = createStage();
  const first = lister.list(part('x'));
  queries[0]?.answer('a', 'b');
  (await first).pop();
  (await lister.list(part('x'))).pop();
  expect(await lister.list(part('x'))).toHaveLength(2);
});

test('long lists are not remembered', async () => {
  const { queries, ids } = createStage(1_000_000);
  const long = Array.from({ length: 5_000 }, (_, index) => `note ${index}`);
  const first = ids('x');
  queries[0]?.answer(...long);
  expect(await first).toEqual(long);
  const second = ids('x');
  queries[1]?.answer();
  expect(await second).toEqual([]);
});
