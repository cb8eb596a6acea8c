import { createFollowers } from '../../src/delivery/followers.js';
import type { ClaimedEnvelope, LeaseRef } from '../../src/inbox/index.js';
import { createLogger } from '../../src/log/index.js';

const LEASE_MS = 30_000;

function numbered(number: number): ClaimedEnvelope {
  return {
    id: `${number}`,
    dedupeKey: `event ${number}`,
    lease: `lease ${number}`,
    kind: 'event',
    name: 'message',
    teamId: 'T1',
    orderKey: 'C1',
    payload: Buffer.from('{}'),
    receivedAt: new Date(),
    replyBy: undefined,
    parkedMs: undefined,
    attempt: 1,
    origin: undefined,
    replayed: false,
  };
}

const numbers = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, place) => numbered(first + place));

/** A line of one conversation of so many envelopes; where the total is negative, claims fail. */
function openFollowers({
  waiting,
  total,
  isAway = false,
}: {
  waiting: number;
  total: number;
  isAway?: boolean;
}) {
  const lines: string[] = [];
  const asked: string[][] = [];
  const back: { ids: string[]; keeper: string | undefined }[] = [];
  let hold: Promise<void> = Promise.resolve();
  const followers = createFollowers({
    inbox: {
      leaseMs: LEASE_MS,
      async claimBehind(lasts: readonly LeaseRef[], { limit }) {
        asked.push(lasts.map(({ id }) => id));
        await hold;
        if (total < 0) throw new Error('the database is away');
        return lasts.map(({ id }) => numbers(Number(id) + 1, Math.min(total, Number(id) + limit)));
      },
      async putBack(attempts, keeper) {
        if (isAway) throw new Error('away');
        back.push({ ids: attempts.map(({ id }) => id), keeper: keeper?.id });
      },
    },
    claiming: () => ({ ordered: { kinds: ['*'], names: [] }, maxAttempts: 20 }),
    due: { back: async (work) => void (await work) },
    log: createLogger({ level: 'warn', destination: { write: (line) => void lines.push(line) } }),
  });
  followers.keep(numbered(0), numbers(1, waiting), performance.now());
  return {
    followers,
    lines,
    asked,
    back,
    /** What was asked for comes when this is called. */
    holdClaims() {
      let go: () => void = () => undefined;
      hold = new Promise((resolve) => {
        go = resolve;
      });
      return go;
    },
    /** Settles one after the other, from the one with that number on, until nothing follows; the number of the last. */
    async goOn(from: number, times = Number.POSITIVE_INFINITY) {
      let at = from;
      for (let time = 0; time < times; time++) {
        const next = followers.follow(`lease ${at}`);
        if (!next) break;
        expect(next.envelope.id).toBe(`${at + 1}`);
        at++;
        await turns();
      }
      return at;
    },
  };
}

/** Everything that is ready happens. */
async function turns() {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
}

test('a long line is made longer before it ends, until nothing more is behind it', async () => {
  const { goOn, asked } = openFollowers({ waiting: 40, total: 200 });
  expect(await goOn(0)).toBe(200);
  expect(asked).toEqual([['40'], ['90'], ['140'], ['190']]);
});

test('a line that was never long is left as it is', async () => {
  const { goOn, asked } = openFollowers({ waiting: 9, total: 200 });
  expect(await goOn(0)).toBe(9);
  expect(asked).toEqual([]);
});

test('a line that goes on twice before it is made longer is made longer once', async () => {
  const { followers, asked } = openFollowers({ waiting: 10, total: 200 });
  for (const lease of ['lease 0', 'lease 1']) followers.follow(lease);
  await turns();
  expect(asked).toEqual([['10']]);
});

test('what comes for a line that has ended meanwhile goes back', async () => {
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

test('what comes for a line that went back while its attempt goes on leaves that one the turn', async () => {
  const { followers, goOn, back, holdClaims } = openFollowers({ waiting: 10, total: 12 });
  const go = holdClaims();
  await goOn(0, 1);
  const stopped = followers.stop();
  go();
  await stopped;
  expect(back.map(({ keeper }) => keeper)).toEqual(['1', '1']);
});

test('a line that was used up while more is on its way goes on with that', async () => {
  const { followers, goOn, holdClaims } = openFollowers({ waiting: 10, total: 12 });
  const go = holdClaims();
  expect(await goOn(0)).toBe(10);
  expect(followers.next('lease 10')).toBeUndefined();
  go();
  await turns();
  expect(followers.next('lease 10')).toBe('11');
  expect(await goOn(10)).toBe(12);
});

test('a claim behind that fails leaves the line as it is', async () => {
  const { goOn, asked } = openFollowers({ waiting: 20, total: -1 });
  expect(await goOn(0)).toBe(20);
  expect(asked).toEqual([['20']]);
});

test('as many as wait leave so much less room, and none when they are many bytes', async () => {
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

test('what comes next is counted once, from its settlement on until it is handed out', () => {
  const { followers } = openFollowers({ waiting: 2, total: 2 });
  expect(followers.soon()).toBe(0);
  expect([followers.next('lease 0'), followers.next('lease 0')]).toEqual(['1', '1']);
  expect(followers.soon()).toBe(1);
  expect(followers.follow('lease 0')?.envelope.id).toBe('1');
  expect(followers.soon()).toBe(0);
  expect(followers.next('lease of nobody')).toBeUndefined();
  followers.dissolve('lease of nobody');
  expect(followers.soon()).toBe(0);
  expect(followers.next('lease 1')).toBe('2');
  expect(followers.soon()).toBe(1);
  followers.dissolve('lease 1');
  expect(followers.soon()).toBe(0);
  followers.keep(numbered(10), numbers(11, 12), performance.now());
  expect(followers.follow('lease 10')?.envelope.id).toBe('11');
  expect(followers.soon()).toBe(0);
});

test('of a line that is used up nothing goes back', async () => {
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

test('stops though what waits cannot be given back, and says so', async () => {
  const { followers, lines } = openFollowers({ waiting: 2, total: 2, isAway: true });
  await followers.stop();
  expect(lines).toEqual([expect.stringContaining('their leases run out')]);
  expect(followers.room()).toBe(400);
});

test('what has waited for half a lease goes back, unless it comes next', () => {
  const { followers, back } = openFollowers({ waiting: 1, total: 1 });
  const old = performance.now() - LEASE_MS / 2;
  followers.keep(numbered(10), numbers(11, 12), old);
  followers.keep(numbered(20), numbers(21, 22), old);
  followers.next('lease 20');
  followers.look();
  expect(back).toEqual([{ ids: ['11', '12'], keeper: '10' }]);
});
