import { createWriteWatch, type WriteWatch } from '../../src/wiring/write-watch.js';

let now: number;
let writes: WriteWatch;

beforeEach(() => {
  now = 0;
  writes = createWriteWatch(() => now);
});

const failure = (code: string) => Object.assign(new Error('refused'), { code });

test.each([
  ['25006', 'read-only: nothing can be stored'],
  ['53100', 'its disk is full: nothing can be stored'],
  ['53300', undefined],
  ['23505', undefined],
])('after a write failed with SQLSTATE %s, the refusal is %j', (code, refusal) => {
  writes.ended('commit', failure(code));
  expect(writes.refusal()).toBe(refusal);
});

test('a write of another sort that succeeds does not hide a refusal', async () => {
  const commit = writes.watch('commit', (code: string) => Promise.reject(failure(code)));
  await expect(commit('53100')).rejects.toThrow('refused');
  writes.ended('heartbeat');
  expect(writes.refusal()).toContain('disk is full');
});

test('a write of the same sort that succeeds ends the refusal, and its result is returned', async () => {
  writes.ended('commit', failure('53100'));
  const commit = writes.watch('commit', async (id: string) => ({ id }));
  expect(await commit('7')).toEqual({ id: '7' });
  expect(writes.refusal()).toBeUndefined();
});

test('a refusal expires after a minute without another one', () => {
  writes.ended('commit', failure('53100'));
  now = 59_999;
  expect(writes.refusal()).toBeDefined();
  now = 60_000;
  expect(writes.refusal()).toBeUndefined();
});
