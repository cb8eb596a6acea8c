import { formatDate } from '../../src/local-slack-page/mrkdwn/format-date.js';

const setting = { now: new Date('2014-02-18T20:00:00Z'), locale: 'en-US', timeZone: 'UTC' };
const TIMESTAMP = 1392734382;

test.each([
  ['{date_num}', '2014-02-18'],
  ['{date}', 'February 18, 2014'],
  ['{date_short}', 'Feb 18, 2014'],
  ['{date_long}', 'Tuesday, February 18, 2014'],
  ['{time}', '2:39 PM'],
  ['{time_secs}', '2:39:42 PM'],
  ['{date_pretty}', 'Today'],
  ['{date_short_pretty} at {time}', 'Today at 2:39 PM'],
  ['{ago}', '5 hours ago'],
  ['{unknown} stays', '{unknown} stays'],
])('formats %s as %s', (format, shown) => {
  expect(formatDate(TIMESTAMP, format, setting)).toBe(shown);
});

test.each([
  [1, 'Tomorrow'],
  [-1, 'Yesterday'],
  [-2, 'February 16, 2014'],
])('formats the date %i days from now as %s', (days, shown) => {
  expect(formatDate(TIMESTAMP + days * 86_400, '{date_pretty}', setting)).toBe(shown);
});

test('the time is in the reader’s time zone', () => {
  expect(formatDate(TIMESTAMP, '{date_num} {time}', { ...setting, timeZone: 'Asia/Tokyo' })).toBe(
    '2014-02-18 11:39 PM',
  );
});
