import { eventTimeOf } from '../../src/slack/index.js';

const at = new Date('2026-01-02T03:04:05.25Z');

test.each([
  ['its own time', { event: { event_ts: '1767323045.250000' }, event_time: 1 }, at],
  ['a time that is a number', { event: { event_ts: 1767323045.25 } }, at],
  ['when it was dispatched, where it has no time', { event: {}, event_time: 1767323045.25 }, at],
  [
    'when it was dispatched, where its time has other units',
    { event: { event_ts: '1767323045250000' }, event_time: 1767323045.25 },
    at,
  ],
  [
    'when it was dispatched, where its time is empty',
    { event: { event_ts: '' }, event_time: 1767323045.25 },
    at,
  ],
  ['nothing, where there is no time', { event: { event_ts: 'soon' }, event_time: null }, undefined],
  ['nothing, where there is no event', { event: [], event_time: -1 }, undefined],
])('an event tells %s', (_what, body, time) => {
  expect(eventTimeOf(body)).toEqual(time);
});
