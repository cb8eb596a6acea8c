import { createBackgroundWork } from '../../src/base/index.js';

function createWork() {
  let end = () => {};
  let fail = (_failure: Error) => {};
  const work = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return { work, end, fail };
}

test('waits for all running work, and stops tracking work that is done or has failed', async () => {
  const underWay = createBackgroundWork();
  const [done, failed] = [createWork(), createWork()];
  underWay.add(done.work);
  underWay.add(failed.work);
  let isIdle = false;
  const idle = underWay.idle().then(() => {
    isIdle = true;
  });
  expect(underWay.size()).toBe(2);
  done.end();
  await new Promise(setImmediate);
  expect([underWay.size(), isIdle]).toEqual([1, false]);
  failed.fail(new Error('no'));
  await idle;
  expect(underWay.size()).toBe(0);
});

test('does not wait for work that was added later', async () => {
  const underWay = createBackgroundWork();
  const later = createWork();
  const idle = underWay.idle();
  underWay.add(later.work);
  await idle;
  expect(underWay.size()).toBe(1);
});
