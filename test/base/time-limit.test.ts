import { once } from 'node:events';
import { createTimeLimit } from '../../src/base/index.js';
import { collectGarbage } from '../support/collect-garbage.js';

test('aborts when the time is over', async () => {
  const { signal } = createTimeLimit(20);
  const over = once(signal, 'abort');
  await collectGarbage();
  await over;
  expect(signal.reason).toMatchObject({ name: 'TimeoutError', message: 'It took longer than 20 ms' });
});

test('aborts when the caller does, with the same reason', () => {
  const caller = new AbortController();
  const during = createTimeLimit(60_000, caller.signal);
  caller.abort('gone');
  const after = createTimeLimit(60_000, caller.signal);
  expect([during.signal.reason, after.signal.reason]).toEqual(['gone', 'gone']);
  during.end();
  after.end();
});

test('does not abort after it has ended', async () => {
  const caller = new AbortController();
  const { signal, end } = createTimeLimit(1, caller.signal);
  end();
  caller.abort();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(signal.aborted).toBe(false);
});
