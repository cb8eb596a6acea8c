import { createGiveUp } from '../../src/delivery/give-up.js';
import { createUnprepared } from '../../src/delivery/unprepared.js';
import { createLogger } from '../../src/log/index.js';
import { leasedEnvelope } from './leased-envelope.js';

const log = createLogger({ level: 'silent' });
const MINUTE_MS = 60_000;

interface Postponed {
  id: string;
  lease: string;
  delayMs: number;
  error?: string;
}

function open({ postpone = async () => true }: { postpone?: (given: Postponed) => Promise<boolean> } = {}) {
  const done: string[] = [];
  const postponed: Postponed[] = [];
  const dueIn: number[] = [];
  const unprepared = createUnprepared({
    inbox: {
      postpone: (given) => {
        postponed.push(given);
        return postpone(given);
      },
    },
    giveUp: async ({ id }, error) => void done.push(`${id} given up: ${error}`),
    meter: { handedOver() {}, died() {}, unhandled() {}, ended: (_, outcome) => void done.push(outcome) },
    log,
    maxAttempts: 3,
    retryMs: MINUTE_MS,
    due: { in: (delayMs) => void dueIn.push(delayMs) },
  });
  return { unprepared, done, postponed, dueIn };
}

const WHY = 'havoc could not prepare the delivery: no';

test.each([
  [1, MINUTE_MS],
  [2, 2 * MINUTE_MS],
])('postpones the envelope after attempt %s', async (attempt, mostMs) => {
  const { unprepared, done, postponed, dueIn } = open();
  await unprepared.failed(leasedEnvelope('1', { attempt }), new Error('no'));
  const [{ delayMs } = { delayMs: 0 }] = postponed;
  expect(postponed).toEqual([expect.objectContaining({ id: '1', lease: 'lease 1', attempt, error: WHY })]);
  expect(delayMs).toBeGreaterThanOrEqual(mostMs / 2);
  expect(delayMs).toBeLessThanOrEqual(mostMs);
  expect(dueIn).toEqual([delayMs]);
  expect(done).toEqual(['unprepared']);
});

test('gives the envelope up after its last attempt', async () => {
  const { unprepared, done, postponed } = open();
  await unprepared.failed(leasedEnvelope('1', { attempt: 3 }), new Error('no'));
  expect(done).toEqual(['unprepared', `1 given up: ${WHY}`]);
  expect(postponed).toEqual([]);
});

test('lets the lease of the envelope run out if the database is unreachable', async () => {
  const { unprepared, dueIn } = open({ postpone: () => Promise.reject(new Error('away')) });
  await unprepared.failed(leasedEnvelope('1'), 'no');
  expect(dueIn).toEqual([]);
  expect(unprepared.trouble()).toBe(WHY);
});

test('resolves only once the envelope is postponed', async () => {
  let giveBack = (_isOurs: boolean) => {};
  const givenBack = new Promise<boolean>((resolve) => {
    giveBack = resolve;
  });
  const { unprepared } = open({ postpone: () => givenBack });
  let isDone = false;
  const failed = unprepared.failed(leasedEnvelope('1'), new Error('no')).then(() => {
    isDone = true;
  });
  await new Promise(setImmediate);
  expect(isDone).toBe(false);
  giveBack(true);
  await failed;
});

test('reports the last failure for ten minutes', async () => {
  const { unprepared } = open();
  expect(unprepared.trouble()).toBeUndefined();
  const { now } = performance;
  const at = (minutes: number) => {
    performance.now = () => minutes * MINUTE_MS;
  };
  at(60);
  await unprepared.failed(leasedEnvelope('1'), new Error('first'));
  await unprepared.failed(leasedEnvelope('2'), new Error('no'));
  const shown = [60, 69, 70].map((minutes) => {
    at(minutes);
    return unprepared.trouble();
  });
  performance.now = now;
  expect(shown).toEqual([WHY, WHY, undefined]);
});

test.each([
  ['a dead letter in the metrics', true, ['event died of attempts']],
  ['no dead letter if the lease is lost', false, []],
])('an envelope that is given up is %s', async (_case, isOurs, expected) => {
  const done: string[] = [];
  const buried: object[] = [];
  const giveUp = createGiveUp({
    inbox: {
      async bury(given) {
        buried.push(given);
        return isOurs;
      },
    },
    meter: {
      handedOver() {},
      ended() {},
      unhandled() {},
      died: (kind, reason) => void done.push(`${kind} died of ${reason}`),
    },
    log,
  });
  await giveUp(leasedEnvelope('1', { attempt: 3 }), WHY);
  expect(buried).toEqual([{ id: '1', lease: 'lease 1', attempt: 3, reason: 'attempts', error: WHY }]);
  expect(done).toEqual(expected);
});
