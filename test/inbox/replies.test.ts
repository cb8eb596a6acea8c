import { createReplies } from '../../src/inbox/index.js';

test('brings the reply to the one who waits, once', async () => {
  const replies = createReplies();
  const expected = replies.expect('key');
  expect(replies.reply('key', Buffer.from('{}'))).toBe(true);
  expect(replies.reply('key', Buffer.from('[]'))).toBe(false);
  expect(await expected.within(1_000)).toEqual({ type: 'reply', json: Buffer.from('{}') });
});

test('answers with none when it was settled without a reply', async () => {
  const replies = createReplies();
  const expected = replies.expect('key');
  replies.settled('key');
  expect(await expected.within(1_000)).toEqual({ type: 'none' });
});

test('waits no longer than the budget, and then takes no reply', async () => {
  const replies = createReplies();
  expect(await replies.expect('key').within(0)).toEqual({ type: 'timeout' });
  expect(replies.reply('key', Buffer.alloc(0))).toBe(false);
});

test('takes no reply for what was cancelled', () => {
  const replies = createReplies();
  replies.expect('key').cancel();
  expect(replies.reply('key', Buffer.alloc(0))).toBe(false);
});

test('a repeated request does not take the place of the first', async () => {
  const replies = createReplies();
  const first = replies.expect('key');
  replies.expect('key').cancel();
  replies.reply('key', Buffer.from('1'));
  expect(await first.within(1_000)).toEqual({ type: 'reply', json: Buffer.from('1') });
});

test('keeps the answers of different requests apart', async () => {
  const replies = createReplies();
  const one = replies.expect('one');
  const two = replies.expect('two');
  replies.reply('two', Buffer.from('2'));
  replies.reply('one', Buffer.from('1'));
  expect(await Promise.all([one.within(1_000), two.within(1_000)])).toEqual([
    { type: 'reply', json: Buffer.from('1') },
    { type: 'reply', json: Buffer.from('2') },
  ]);
});
