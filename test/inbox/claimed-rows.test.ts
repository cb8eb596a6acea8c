import { type ClaimRow, toHeads } from '../../src/inbox/claimed-rows.js';

/** A row as the database returns it. The database returns rows in no particular order. */
function row(id: string, change: Partial<ClaimRow> = {}): ClaimRow {
  return {
    fate: 'claimed',
    id,
    dedupe_key: '',
    kind: 'event',
    name: '',
    team_id: 'T1',
    order_key: null,
    payload: Buffer.alloc(0),
    received_at: new Date(0),
    reply_by: null,
    parked_ms: null,
    attempt: 1,
    lease: '',
    origin: null,
    replayed: false,
    place: 2,
    head: id,
    ...change,
  };
}

const linesOf = (rows: ClaimRow[]) =>
  toHeads(rows).map((head) => [head, ...head.followers].map(({ id }) => id).join(' '));

test('sorts heads and followers by age, comparing ids as numbers', () => {
  const rows = ['20', '9', '100'].map((id) => row(id, { head: '8' }));
  expect(linesOf([row('11'), ...rows, row('8'), row('101')])).toEqual(['8 9 20 100', '11', '101']);
});

test('puts what Slack waits for first, newest deadline first', () => {
  const urgent = (id: string, ms: number) => row(id, { place: 0, reply_by: new Date(ms) });
  const rows = [row('1', { place: 1 }), urgent('3', 5), row('2'), urgent('4', 7), urgent('5', 6)];
  expect(linesOf(rows)).toEqual(['4', '5', '3', '1', '2']);
});

test('turns null columns into undefined', () => {
  const [head] = toHeads([row('1', { team_id: '' })]);
  expect(head).toMatchObject({
    teamId: undefined,
    orderKey: undefined,
    replyBy: undefined,
    parkedMs: undefined,
    origin: undefined,
  });
});
