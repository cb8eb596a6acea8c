import { eventTimeOf } from '../../src/slack/index.js';

const at = new Date('2026-01-02T03:04:05.25Z');

test.each([
  ['its own time', { event: { event_ts: '1767323045.250000' }, event_time: 1 }, at],
  ['its own time as a number', { event: { event_ts: 1767323045.25 } }, at],
  ['its dispatch time if it has no own time', { event: {}, event_time: 1767323045.25 }, at],
  [
    'its dispatch time if its own time has another unit',
    { event: { event_ts: '1767323045250000' }, event_time: 1767323045.25 },
    at,
  ],
  ['its dispatch time if its own time is empty', { event: { event_ts: '' }, event_time: 1767323045.25 }, at],
  ['nothing if there is no time', { event: { event_ts: 'soon' }, event_time: null }, undefined],
  ['nothing if there is no event', { event: [], event_time: -1 }, undefined],
])('the time of an event is %s', (_what, body, time) => {
  expect(eventTimeOf(body)).toEqual(time);
});
