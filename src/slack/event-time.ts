import { isObject, type Json } from '../base/index.js';

/** The largest plausible time in seconds since 1970. A larger number is in another unit. */
const MOST_SECONDS = 1e11;

/**
 * Returns when an event happened: its `event_ts`, or else its `event_time`. Returns undefined if neither is a time.
 * Slack's retries of an event have the same `event_ts`, since it is part of the event.
 *
 * @see https://docs.slack.dev/apis/events-api#event-type-structure
 */
export function eventTimeOf({ event, event_time }: Json): Date | undefined {
  const event_ts = isObject(event) ? event.event_ts : undefined;
  const seconds = [event_ts, event_time].map(Number).find((time) => time > 0 && time < MOST_SECONDS);
  return seconds === undefined ? undefined : new Date(seconds * 1000);
}
