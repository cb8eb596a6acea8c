import { untilIdle, whileThereIsTime } from '../../src/delivery/stopping.js';
import { createSubscriber } from '../../src/delivery/subscriber.js';
import { until } from '../support/until.js';
import { leasedEnvelope } from './leased-envelope.js';

const FAR = performance.now() + 3_600_000;
const PAST = performance.now() - 1;
const never = new Promise<never>(() => {});
const inAMoment = () => new Promise((resolve) => setTimeout(resolve, 20));

function hurried(): AbortSignal {
  const hurry = new AbortController();
  hurry.abort();
  return hurry.signal;
}

function busySubscriber() {
  const subscriber = createSubscriber({ handles: [{ kind: '*' }] }, () => undefined);
  subscriber.give(leasedEnvelope('1'), FAR);
  return subscriber;
}

test.each<[string, () => Promise<unknown>, { end: number; hurry?: AbortSignal }, boolean]>([
  ['that is done', () => Promise.resolve(), { end: FAR }, true],
  ['that is done a moment after the end', inAMoment, { end: PAST }, true],
  ['that is done a moment after the hurry', inAMoment, { end: FAR, hurry: hurried() }, true],
  ['that is never done, after the end', () => never, { end: PAST }, false],
  ['that is never done, after the hurry', () => never, { end: FAR, hurry: hurried() }, false],
])('reports if there was time for work %s', async (_case, work, { end, hurry }, expected) => {
  expect(await whileThereIsTime(work(), end, hurry)).toBe(expected);
});

test('rejects if the work fails', async () => {
  await expect(whileThereIsTime(Promise.reject(new Error('no')), FAR, undefined)).rejects.toThrow('no');
});

test.each([
  ['there are no subscribers', [], FAR, undefined],
  ['the time is up', [busySubscriber()], PAST, undefined],
  ['there is a hurry', [busySubscriber()], FAR, hurried()],
])('does not wait if %s', async (_case, subscribers, end, hurry) => {
  await expect(untilIdle(subscribers, end, hurry)).resolves.toBeUndefined();
});

test('waits for subscribers that have something in hand and are not silent', async () => {
  const [settles, fallsSilent] = [busySubscriber(), busySubscriber()];
  let isIdle = false;
  const idle = untilIdle([settles, fallsSilent], FAR, undefined).then(() => {
    isIdle = true;
  });
  const looked = performance.now() + 30;
  await until(() => performance.now() > looked);
  settles.takeBack('lease 1');
  await until(() => performance.now() > looked + 30);
  expect(isIdle).toBe(false);
  fallsSilent.fallSilent();
  await idle;
});
