import type { ClaimRow } from '../../src/inbox/claimed-rows.js';
import { createWalk } from '../../src/inbox/walk.js';

/**
 * Makes the `walked` row of a workspace: how many conversations it looked at, and after which one it stopped,
 * if any.
 */
function walked(team_id: string, looked: number, order_key: string | null = null): ClaimRow {
  return {
    fate: 'walked',
    id: '0',
    dedupe_key: '',
    kind: '',
    name: '',
    team_id,
    order_key,
    payload: Buffer.alloc(0),
    received_at: new Date(0),
    reply_by: null,
    parked_ms: null,
    attempt: looked,
    lease: '',
    origin: null,
    replayed: false,
    place: 0,
    head: '0',
  };
}

const MOST_TEAMS = 2;

test('a lap is over once one statement came to the end of every workspace', () => {
  const walk = createWalk();
  const lap = walk.beginLap();
  expect(lap.isOver()).toBe(false);
  const claimed: ClaimRow = { ...walked('T2', 1), fate: 'claimed' };
  lap.walked([claimed, walked('T1', 3)], MOST_TEAMS);
  expect([lap.isOver(), lap.looked()]).toEqual([true, 3]);
  expect([walk.lastTeam(), walk.middles()]).toEqual(['T1', { teamIds: [], orderKeys: [] }]);
});

test('a walk continues in the middle of a workspace, and begins again after its last conversation', () => {
  const walk = createWalk();
  walk.beginLap().walked([walked('T1', 5, '50')], MOST_TEAMS);
  expect(walk.middles()).toEqual({ teamIds: ['T1'], orderKeys: ['50'] });

  const lap = walk.beginLap();
  lap.walked([walked('T1', 4)], MOST_TEAMS);
  expect([lap.isOver(), walk.middles().teamIds]).toEqual([false, []]);
  lap.walked([walked('T1', 3, '30')], MOST_TEAMS);
  expect(lap.isOver()).toBe(false);
  lap.walked([walked('T1', 3, '60')], MOST_TEAMS);
  expect([lap.isOver(), lap.looked()]).toEqual([true, 10]);
});

test('a lap that began in the middle is not over before it has reached the last conversation', () => {
  const walk = createWalk();
  walk.beginLap().walked([walked('T1', 5, '50')], MOST_TEAMS);
  const lap = walk.beginLap();
  for (const to of ['60', '70']) lap.walked([walked('T1', 5, to)], MOST_TEAMS);
  expect(lap.isOver()).toBe(false);
});

test('a lap is over once it comes exactly to where it began', () => {
  const walk = createWalk();
  walk.beginLap().walked([walked('T1', 5, '50')], MOST_TEAMS);
  const lap = walk.beginLap();
  lap.walked([walked('T1', 4)], MOST_TEAMS);
  lap.walked([walked('T1', 5, '50')], MOST_TEAMS);
  expect(lap.isOver()).toBe(true);
});

test('a lap over more workspaces than a statement serves is over once a workspace comes again', () => {
  const walk = createWalk();
  const lap = walk.beginLap();
  lap.walked([walked('T1', 1), walked('T2', 1)], MOST_TEAMS);
  expect([lap.isOver(), walk.lastTeam()]).toEqual([false, 'T2']);
  lap.walked([walked('T3', 1), walked('T1', 1)], MOST_TEAMS);
  expect([lap.isOver(), lap.looked(), walk.lastTeam()]).toEqual([true, 4, 'T1']);
});

test('forgets the position in a workspace that has nothing unsettled any more', () => {
  const walk = createWalk();
  walk.beginLap().walked([walked('T1', 5, '50'), walked('T2', 5, '70')], MOST_TEAMS);
  walk.beginLap().walked([walked('T2', 1, '80')], MOST_TEAMS);
  expect(walk.middles()).toEqual({ teamIds: ['T2'], orderKeys: ['80'] });
});

test('keeps the position in a workspace while other workspaces are served', () => {
  const walk = createWalk();
  walk.beginLap().walked([walked('T1', 5, '50'), walked('T2', 5, '70')], MOST_TEAMS);
  walk.beginLap().walked([walked('T3', 5, '30'), walked('T4', 5, '40')], MOST_TEAMS);
  expect(walk.middles().teamIds).toEqual(['T1', 'T2', 'T3', 'T4']);
});

test('a lap is over if nothing is unsettled', () => {
  const walk = createWalk();
  const lap = walk.beginLap();
  lap.walked([], MOST_TEAMS);
  expect([lap.isOver(), lap.looked(), walk.lastTeam()]).toEqual([true, 0, '']);
});
