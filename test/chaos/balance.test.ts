import { drawBalance } from '../../src/chaos/balance.js';
import type { Change } from '../../src/chaos/history.js';
import type { Note } from '../../src/chaos/notes.js';
import type { Pushed } from '../../src/chaos/pusher.js';
import { toReport } from '../../src/chaos/report.js';

const dedupeIdOf = (key: string) => `dedupe id of ${key}`;

/**
 * The evidence of a run in which one envelope was acknowledged, delivered and settled properly, with changes to it.
 */
function evidence() {
  const told = {
    pushed: [push('Ev1', { at: 0 })],
    changes: [change(1, 'stored', ['Ev1', 'L1']), change(2, 'gone', ['Ev1', 'L1'])],
    notes: [note('delivered', 'Ev1', 'L1'), note('ack', 'Ev1', 'L1')],
    stored: [['Ev1', 'Ev1']] as [key: string, id: string][],
    dead: [] as [string, string][],
    unsettled: [] as string[],
    crashes: [] as number[],
  };
  const balance = () => {
    const stored = new Map<string, string[]>();
    for (const [key, id] of told.stored) {
      const dedupeId = dedupeIdOf(key);
      stored.set(dedupeId, [...(stored.get(dedupeId) ?? []), id]);
    }
    const { pushed, notes, changes, crashes } = told;
    const tables = { changes, stored, dead: new Map(told.dead), unsettled: new Set(told.unsettled) };
    return drawBalance({ pushed, notes, crashes, tables });
  };
  return { told, balance, wrong: () => balance().violations.map(({ wrong, why }) => `${wrong}: ${why}`) };
}

function push(key: string, { at = 0, conversation }: { at?: number; conversation?: string }): Pushed {
  const tries = [{ at, tookMs: 5, how: 'acknowledged' as const, through: 'http', answer: '' }];
  return { key, kind: 'event', body: {}, dedupeId: dedupeIdOf(key), conversation, awaitsReply: false, tries };
}

function change(
  seq: number,
  what: Change['what'],
  [id, lease]: [id: string, lease: string | null],
  { parked = false, inTurn = false, transaction = `${seq}` } = {},
): Change {
  return {
    seq,
    at: seq,
    what,
    id,
    lease,
    attempt: 1,
    orderKey: null,
    dedupeId: dedupeIdOf(id),
    parked,
    inTurn,
    transaction,
  };
}

function note(what: Note['what'], id: string, lease: string): Note {
  return { at: 1, app: 'app 1', what, id, lease };
}

test('an envelope that its app settled once is no violation', () => {
  const { balance } = evidence();
  expect(balance()).toMatchObject({
    ...{ pushed: 1, acknowledged: 1, committed: 1, delivered: 1, settled: 1, dead: 0, duplicates: 0 },
    violations: [],
  });
});

test('a payload that was acknowledged but not stored is lost', () => {
  const { told, wrong } = evidence();
  Object.assign(told, { stored: [], changes: [], notes: [] });
  expect(wrong()).toEqual(['lost: acknowledged, but in no table']);
});

test('an envelope that stays unsettled is lost, even if its request was not acknowledged', () => {
  const { told, wrong } = evidence();
  told.pushed[0]?.tries.splice(0);
  Object.assign(told, { changes: [change(1, 'stored', ['Ev1', null])], notes: [], unsettled: ['Ev1'] });
  expect(wrong()).toEqual(['lost: still unsettled']);
});

test('an envelope deleted under a lease that no app acknowledged is lost', () => {
  const { told, wrong } = evidence();
  told.changes = [
    change(1, 'stored', ['Ev1', 'L1']),
    change(2, 'leased', ['Ev1', 'L2']),
    change(3, 'gone', ['Ev1', 'L2']),
  ];
  expect(wrong()).toEqual(['lost: gone from the inbox, but no app has acknowledged it']);
});

test('a dead letter is not lost', () => {
  const { told, balance } = evidence();
  Object.assign(told, { dead: [['Ev1', 'attempts']], notes: [note('delivered', 'Ev1', 'L1')] });
  expect(balance()).toMatchObject({ dead: 1, settled: 0, violations: [] });
});

test('an envelope leased again after its settlement is settled twice', () => {
  const { told, wrong } = evidence();
  told.changes.push(change(3, 'leased', ['Ev1', 'L2']));
  expect(wrong()).toEqual(['twice-settled: changed once more after it was settled']);
});

test('a payload stored as two envelopes is settled twice', () => {
  const { told, wrong } = evidence();
  told.stored.push(['Ev1', 'Ev1-again']);
  expect(wrong()).toEqual(['twice-settled: stored as 2 envelopes']);
});

test('a delivery leased before the settlement that arrives after it is a duplicate', () => {
  const { told, balance } = evidence();
  told.changes = [
    change(1, 'stored', ['Ev1', 'L0']),
    change(2, 'leased', ['Ev1', 'L1']),
    change(3, 'gone', ['Ev1', 'L1']),
  ];
  told.notes.push(note('delivered', 'Ev1', 'L0'));
  expect(balance()).toMatchObject({ deliveries: 2, duplicates: 1, violations: [] });
});

test('a lease that is delivered twice is a violation', () => {
  const { told, wrong } = evidence();
  told.notes.push(note('delivered', 'Ev1', 'L1'));
  expect(wrong()).toEqual(['twice-settled: delivered twice under one lease']);
});

test('a lease missing from the history is a violation, unless a crash may have undone it', () => {
  const { told, wrong } = evidence();
  told.notes.push(note('delivered', 'Ev1', 'L9'));
  expect(wrong()).toEqual(['twice-settled: delivered under the lease L9, which the inbox never gave']);
  told.crashes.push(1_000);
  expect(wrong()).toEqual([]);
});

describe('in a conversation', () => {
  function talk() {
    const run = evidence();
    run.told.pushed = [
      push('Ev1', { at: 0, conversation: 'C1' }),
      push('Ev2', { at: 100, conversation: 'C1' }),
    ];
    run.told.stored.push(['Ev2', 'Ev2']);
    run.told.notes.push(note('delivered', 'Ev2', 'L2'), note('ack', 'Ev2', 'L2'));
    return run;
  }
  const first = (...places: [number, number]) => [
    change(places[0], 'stored', ['Ev1', 'L1']),
    change(places[1], 'gone', ['Ev1', 'L1']),
  ];
  const second = (leased: number) => [
    change(leased, 'leased', ['Ev2', 'L2']),
    change(leased + 1, 'gone', ['Ev2', 'L2']),
  ];

  test('the later one may be leased after the earlier one is gone', () => {
    const { told, wrong } = talk();
    told.changes = [...first(1, 2), ...second(3)];
    expect(wrong()).toEqual([]);
  });

  test('the later one must not be leased before the earlier one is gone', () => {
    const { told, wrong } = talk();
    told.changes = [...first(1, 5), ...second(3)];
    expect(wrong()).toEqual(['out of order: leased while Ev1 was unsettled']);
  });

  test('payloads pushed before the earlier one was acknowledged have no order', () => {
    const { told, wrong } = talk();
    told.pushed[1] = push('Ev2', { at: 3, conversation: 'C1' });
    told.changes = [...first(1, 5), ...second(3)];
    expect(wrong()).toEqual([]);
  });

  test.each([
    ['while the other one has the turn', 3, ['out of order: leased while Ev1 was in hand']],
    ['after the turn of the other one', 5, []],
  ])(
    'even without an order of arrival, only one envelope may have the turn: leased %s',
    (_, at, expected) => {
      const { told, wrong } = talk();
      told.pushed[1] = push('Ev2', { at: 3, conversation: 'C1' });
      told.changes = [
        change(1, 'stored', ['Ev1', null]),
        change(2, 'leased', ['Ev1', 'L0'], { inTurn: true }),
        change(4, 'given back', ['Ev1', null]),
        change(at, 'leased', ['Ev2', 'L2'], { inTurn: true }),
        change(6, 'gone', ['Ev2', 'L2']),
        change(7, 'leased', ['Ev1', 'L1'], { inTurn: true }),
        change(8, 'gone', ['Ev1', 'L1']),
      ].toSorted((one, other) => one.seq - other.seq);
      expect(wrong()).toEqual(expected);
    },
  );

  test.each([
    ['after', 3, []],
    ['before', 1, ['out of order: leased while Ev1 was unsettled']],
  ])(
    'an envelope leased together with the earlier one must wait for its settlement: %s',
    (_, at, expected) => {
      const { told, wrong } = talk();
      told.changes = [
        change(1, 'stored', ['Ev1', null]),
        change(2, 'leased', ['Ev1', 'L1'], { transaction: 'claim' }),
        change(3, 'stored', ['Ev2', null]),
        change(4, 'leased', ['Ev2', 'L2'], { transaction: 'claim', inTurn: true }),
        change(5, 'gone', ['Ev1', 'L1']),
        change(6, 'gone', ['Ev2', 'L2']),
      ];
      told.notes = [
        { ...note('delivered', 'Ev1', 'L1'), at: 0 },
        { ...note('ack', 'Ev1', 'L1'), at: 2 },
        { ...note('delivered', 'Ev2', 'L2'), at },
        { ...note('ack', 'Ev2', 'L2'), at: 4 },
      ];
      expect(wrong()).toEqual(expected);
    },
  );

  describe('a later claim extends the line of an earlier one', () => {
    const extended = (...handsOver: Change[]) => [
      change(1, 'stored', ['Ev1', null]),
      change(2, 'leased', ['Ev1', 'L1'], { transaction: 'claim', inTurn: true }),
      change(3, 'stored', ['Ev2', null]),
      ...handsOver,
      change(5, 'leased', ['Ev2', 'L2'], { transaction: 'second claim', inTurn: true }),
      change(6, 'gone', ['Ev1', 'L1']),
      change(7, 'gone', ['Ev2', 'L2']),
    ];
    const handsOver = change(4, 'turn', ['Ev1', 'L1'], { transaction: 'second claim' });
    const delivered = (at: number) => [
      { ...note('delivered', 'Ev1', 'L1'), at: 0 },
      { ...note('ack', 'Ev1', 'L1'), at: 2 },
      { ...note('delivered', 'Ev2', 'L2'), at },
      { ...note('ack', 'Ev2', 'L2'), at: 4 },
    ];

    test.each([
      ['after', 3, []],
      ['before', 1, ['out of order: leased while Ev1 was unsettled']],
    ])('its envelopes must wait for the settlement of the line’s last one: %s', (_, at, expected) => {
      const { told, wrong } = talk();
      Object.assign(told, { changes: extended(handsOver), notes: delivered(at) });
      expect(wrong()).toEqual(expected);
    });

    test.each([
      ['does not give up its turn', []],
      ['gets its turn back first', [handsOver, change(4.5, 'turn', ['Ev1', 'L1'], { inTurn: true })]],
    ])('it must not lease anything if the line’s last one %s', (_, turns) => {
      const { told, wrong } = talk();
      told.pushed[1] = push('Ev2', { at: 3, conversation: 'C1' });
      Object.assign(told, { changes: extended(...turns), notes: delivered(3) });
      expect(wrong()).toEqual(['out of order: leased while Ev1 was in hand']);
    });
  });

  test('a parked envelope does not hold up the others', () => {
    const { told, wrong } = talk();
    told.changes = [
      change(1, 'stored', ['Ev1', null]),
      change(2, 'given back', ['Ev1', null], { parked: true }),
      ...second(3),
    ];
    told.changes.push(change(5, 'leased', ['Ev1', 'L1']), change(6, 'gone', ['Ev1', 'L1']));
    expect(wrong()).toEqual([]);
  });
});

test('the reply to another payload is a wrong answer', () => {
  const { told, balance, wrong } = evidence();
  const [first] = told.pushed;
  Object.assign(first ?? {}, { awaitsReply: true });
  Object.assign(first?.tries[0] ?? {}, { answer: '{"text":"for Ev1"}' });
  expect(balance()).toMatchObject({ replies: { own: 1, fallback: 0, empty: 0 }, violations: [] });
  Object.assign(first?.tries[0] ?? {}, { answer: '{"text":"for Ev2"}' });
  expect(wrong()).toEqual(['wrong answer: answered with {"text":"for Ev2"}']);
});

test('the report lists violations with their history', () => {
  const { told, balance } = evidence();
  told.changes.push(change(3, 'leased', ['Ev1', 'L2']));
  const report = toReport(balance(), 0);
  expect(report).toMatch(/^twice-settled +1$/m);
  expect(report).toContain('twice-settled: event Ev1, envelope Ev1: changed once more after it was settled');
  expect(report).toContain('inbox #3: leased, attempt 1, lease L2');
});
