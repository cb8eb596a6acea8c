import { LEASE_MS, numbered, numbers, openFollowers, turns } from './followers-stage.js';

test('each follower takes room, and followers with many bytes take all of it', async () => {
  const { followers, goOn } = openFollowers({ waiting: 1_900, total: 1_900 });
  expect(followers.room()).toBe(100);
  await goOn(0, 1);
  expect(followers.room()).toBe(101);
  followers.dissolve('lease 1');
  expect(followers.room()).toBe(400);

  const heavy = { ...numbered(2), payload: Buffer.alloc(16 * 1024 * 1024) };
  followers.keep(numbered(1), [heavy, numbered(3)], performance.now());
  expect(followers.room()).toBe(0);
  expect(followers.follow('lease 1')?.envelope).toBe(heavy);
  expect(followers.room()).toBe(400);
});

test('`soon` counts a follower once, from the settlement until it is handed out', () => {
  const { followers } = openFollowers({ waiting: 2, total: 2 });
  expect(followers.soon()).toBe(0);
  expect([followers.next('lease 0'), followers.next('lease 0')]).toEqual(['1', '1']);
  expect(followers.soon()).toBe(1);
  expect(followers.follow('lease 0')?.envelope.id).toBe('1');
  expect(followers.soon()).toBe(0);
  expect(followers.next('unknown lease')).toBeUndefined();
  followers.dissolve('unknown lease');
  expect(followers.soon()).toBe(0);
  expect(followers.next('lease 1')).toBe('2');
  expect(followers.soon()).toBe(1);
  followers.dissolve('lease 1');
  expect(followers.soon()).toBe(0);
  followers.keep(numbered(10), numbers(11, 12), performance.now());
  expect(followers.follow('lease 10')?.envelope.id).toBe('11');
  expect(followers.soon()).toBe(0);
});

test('puts back nothing for an empty line, except followers that are claimed later', async () => {
  const { followers, goOn, back, holdClaims } = openFollowers({ waiting: 10, total: 12 });
  const go = holdClaims();
  await goOn(0);
  followers.dissolve('lease 10');
  await turns();
  expect(back).toEqual([]);
  go();
  await turns();
  expect(back).toEqual([{ ids: ['11', '12'], keeper: undefined }]);
});

test('stops even if followers cannot be put back, and logs it', async () => {
  const { followers, lines } = openFollowers({ waiting: 2, total: 2, isAway: true });
  await followers.stop();
  expect(lines).toEqual([expect.stringContaining('their leases run out')]);
  expect(followers.room()).toBe(400);
});

test('puts back a line that has waited for half a lease, unless its first follower comes next', () => {
  const { followers, back } = openFollowers({ waiting: 1, total: 1 });
  const old = performance.now() - LEASE_MS / 2;
  followers.keep(numbered(10), numbers(11, 12), old);
  followers.keep(numbered(20), numbers(21, 22), old);
  followers.next('lease 20');
  followers.look();
  expect(back).toEqual([{ ids: ['11', '12'], keeper: '10' }]);
});
