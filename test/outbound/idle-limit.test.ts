import { getEventListeners } from 'node:events';
import { createIdleLimit, type IdleLimit } from '../../src/outbound/idle-limit.js';

const limits: IdleLimit[] = [];
afterEach(() => {
  for (const limit of limits.splice(0)) limit.end();
});

function start(idleMs: number, caller = new AbortController().signal): IdleLimit {
  const limit = createIdleLimit(idleMs, caller);
  limits.push(limit);
  return limit;
}

const reasonOf = ({ signal }: IdleLimit) =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    signal.addEventListener('abort', () => resolve(signal.reason));
  });

test('ends if Slack sends nothing in time', async () => {
  expect(await reasonOf(start(10))).toMatchObject({ kind: 'unavailable', code: 'files.stalled' });
});

test('gives the reader more time, and then Slack its own time again', async () => {
  const limit = start(20);
  const startedMs = performance.now();
  limit.waitForReader();
  expect(await reasonOf(limit)).toMatchObject({
    kind: 'unavailable',
    code: 'files.unread',
    message: expect.stringContaining('The caller read nothing'),
  });
  expect(performance.now() - startedMs).toBeGreaterThan(250);
  const next = start(20);
  next.waitForReader();
  next.touch();
  expect(await reasonOf(next)).toMatchObject({ code: 'files.stalled' });
});

test('reports how long there was no progress', async () => {
  expect(await reasonOf(start(500))).toMatchObject({ message: expect.stringContaining('for 1 s:') });
});

test.each(['before', 'after'])('ends if its caller aborts %s it begins', async (when) => {
  const caller = new AbortController();
  if (when === 'before') caller.abort('gone');
  const limit = start(60_000, caller.signal);
  if (when === 'after') caller.abort('gone');
  expect(limit.signal.aborted).toBe(true);
  expect(limit.signal.reason).toBe('gone');
});

test('end() aborts the transfer, and removes the listener from the caller’s signal', () => {
  const { signal: caller } = new AbortController();
  const limit = start(60_000, caller);
  expect(limit.signal.aborted).toBe(false);
  limit.end();
  expect(limit.signal.aborted).toBe(true);
  expect(getEventListeners(caller, 'abort')).toEqual([]);
});
