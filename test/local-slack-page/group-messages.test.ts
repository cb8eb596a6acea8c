import { dayName, groupMessages } from '../../src/local-slack-page/conversation/group-messages.js';
import { message } from './made-up.js';

const shapeOf = (rows: ReturnType<typeof groupMessages>) =>
  rows.map((row) => (row.kind === 'message' ? (row.isFollowing ? 'following' : 'head') : row.kind));

test.each([
  ['two messages of one author within five minutes', [message(0), message(10)], ['day', 'head', 'following']],
  ['two messages of one author with a longer pause', [message(0), message(400)], ['day', 'head', 'head']],
  ['messages of two authors', [message(0), message(10, { user: 'U2' })], ['day', 'head', 'head']],
  [
    'messages of one app with two names',
    [message(0), message(1, { username: 'Cat' })],
    ['day', 'head', 'head'],
  ],
  [
    'a message and a notice about the channel',
    [message(0), message(1, { subtype: 'channel_join' })],
    ['day', 'head', 'head'],
  ],
  [
    'a message and an ephemeral message',
    [message(0), { ...message(1), ephemeral_to: 'U1' }],
    ['day', 'head', 'head'],
  ],
  ['messages of two days', [message(0), message(200_000)], ['day', 'head', 'day', 'head']],
  ['no messages', [], []],
])('makes rows of %s', (_, messages, shape) => {
  expect(shapeOf(groupMessages(messages))).toEqual(shape);
});

test('a divider comes before the first new message', () => {
  const rows = groupMessages([message(0), message(10), message(20)], message(10).message.ts);
  expect(shapeOf(rows)).toEqual(['day', 'head', 'new', 'head', 'following']);
});

test.each([
  [new Date(2026, 10, 21, 9), 'Today'],
  [new Date(2026, 10, 20, 23), 'Yesterday'],
  [new Date(2026, 10, 3), 'Tuesday, November 3rd'],
  [new Date(2026, 10, 12), 'Thursday, November 12th'],
  [new Date(2025, 0, 1), 'Wednesday, January 1st, 2025'],
])('the name of the day of %s is %s', (date, name) => {
  expect(dayName(date, new Date(2026, 10, 21, 12))).toBe(name);
});
