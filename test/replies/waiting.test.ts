import { createWaiting, type Reply } from '../../src/replies/waiting.js';

const reply = (text: string): Reply => ({ type: 'reply', json: Buffer.from(text) });

test('brings the reply to the waiting request, once', async () => {
  const waiting = createWaiting();
  const answer = waiting.expect().within('1', 1_000);
  expect(await waiting.answer('1', reply('{}'))).toBe(true);
  expect(await waiting.answer('1', reply('[]'))).toBe(false);
  expect(await answer).toEqual(reply('{}'));
  expect(waiting.isAny()).toBe(false);
});

test('waits no longer than the budget, remembers the timeout, and then accepts no reply', async () => {
  const waiting = createWaiting();
  expect(await waiting.expect().within('1', 0)).toEqual({ type: 'timeout' });
  expect(await waiting.answer('1', reply(''))).toBe(false);
  expect([waiting.ranOut('1'), waiting.ranOut('2')]).toEqual([true, false]);
});

test('accepts no reply for a cancelled request, before or after it knew its envelope', async () => {
  const waiting = createWaiting();
  waiting.expect().cancel();
  const named = waiting.expect();
  void named.within('2', 1_000);
  named.cancel();
  expect(await waiting.answer('2', reply(''))).toBe(false);
  expect(waiting.isAny()).toBe(false);
});

test('a reply may come before this process learns of the commit', async () => {
  const waiting = createWaiting();
  const [one, two] = [waiting.expect(), waiting.expect()];
  const isAnswered = waiting.answer('2', reply('2'));
  one.cancel();
  const answer = two.within('2', 1_000);
  expect(await isAnswered).toBe(true);
  expect(await answer).toEqual(reply('2'));
});

test('keeps the answers of different requests apart', async () => {
  const waiting = createWaiting();
  const answers = ['1', '2'].map((id) => waiting.expect().within(id, 1_000));
  await waiting.answer('2', reply('2'));
  await waiting.answer('1', { type: 'none' });
  expect(await Promise.all(answers)).toEqual([{ type: 'none' }, reply('2')]);
});

test('a reply that comes twice from one attempt is only used once', async () => {
  const waiting = createWaiting();
  void waiting.expect().within('1', 1_000);
  expect(await waiting.answer('1', reply('a'), 'lease')).toBe(true);
  expect(await waiting.answer('1', reply('a'), 'lease')).toBe(true);
  expect(await waiting.answer('1', reply('a'), 'another')).toBe(false);
});
