import { numbered, numbers, openFollowers, turns } from './followers-stage.js';

test('makes a long line longer before it ends, until nothing is behind it', async () => {
  const { followers, goOn, asked } = openFollowers({ waiting: 40, total: 200 });
  expect(await goOn(0)).toBe(200);
  expect(asked).toEqual([['40'], ['90'], ['140'], ['190']]);
  followers.keep(numbered(1_000), numbers(1_001, 2_900), performance.now());
  expect(followers.room()).toBe(100);
});

test('does not lengthen a line that was never long', async () => {
  const { goOn, asked } = openFollowers({ waiting: 9, total: 200 });
  expect(await goOn(0)).toBe(9);
  expect(asked).toEqual([]);
});

test('claims once for a line from which two followers are taken before the claim', async () => {
  const { followers, asked } = openFollowers({ waiting: 10, total: 200 });
  for (const lease of ['lease 0', 'lease 1']) followers.follow(lease);
  await turns();
  expect(asked).toEqual([['10']]);
});

test('puts back followers that are claimed for a line that has ended meanwhile', async () => {
  const { followers, goOn, back, holdClaims } = openFollowers({ waiting: 10, total: 12 });
  const go = holdClaims();
  await goOn(0, 1);
  followers.dissolve('lease 1');
  go();
  await turns();
  expect(back).toEqual([
    { ids: ['2', '3', '4', '5', '6', '7', '8', '9', '10'], keeper: undefined },
    { ids: ['11', '12'], keeper: undefined },
  ]);
  expect(followers.room()).toBe(400);
});

test('leaves the turn to the attempt when followers come for a line that was put back', async () => {
  const { followers, goOn, back, holdClaims } = openFollowers({ waiting: 10, total: 12 });
  const go = holdClaims();
  await goOn(0, 1);
  const stopped = followers.stop();
  go();
  await stopped;
  expect(back.map(({ keeper }) => keeper)).toEqual(['1', '1']);
});

test('an empty line goes on with the followers that a claim under way brings', async () => {
  const { followers, goOn, holdClaims } = openFollowers({ waiting: 10, total: 12 });
  const go = holdClaims();
  expect(await goOn(0)).toBe(10);
  expect(followers.next('lease 10')).toBeUndefined();
  go();
  await turns();
  expect(followers.next('lease 10')).toBe('11');
  expect(await goOn(10)).toBe(12);
});

test('leaves the line as it is if the claim fails', async () => {
  const { followers, goOn, asked, lines } = openFollowers({ waiting: 20, total: -1 });
  expect(await goOn(0)).toBe(20);
  expect(asked).toEqual([['20']]);
  expect(lines).toEqual([expect.stringContaining('they are claimed later')]);
  followers.keep(numbered(1_000), numbers(1_001, 1_010), performance.now());
  await goOn(1_000);
  expect(asked.slice(1)).toEqual([['1010']]);
});

test('lengthens lines that become short together with one claim, and later lines with the next', async () => {
  const { followers, asked, holdClaims } = openFollowers({ waiting: 10, total: 200 });
  for (const first of [1_000, 2_000])
    followers.keep(numbered(first), numbers(first + 1, first + 10), performance.now());
  const go = holdClaims();
  for (const lease of ['lease 0', 'lease 1000']) followers.follow(lease);
  await turns();
  followers.follow('lease 2000');
  await turns();
  expect(asked).toEqual([['10', '1010']]);
  go();
  await turns();
  expect(asked.slice(1)).toEqual([['2010']]);
});

test('does not claim for a line that has ended or is empty', async () => {
  const { followers, asked, lines } = openFollowers({ waiting: 10, total: 200 });
  followers.keep(numbered(1_000), numbers(1_001, 1_010), performance.now());
  for (let at = 0; at < 10; at++) followers.follow(`lease ${at}`);
  followers.follow('lease 1000');
  followers.dissolve('lease 1001');
  await turns();
  expect({ asked, lines }).toEqual({ asked: [], lines: [] });
});
