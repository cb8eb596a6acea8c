/** In seconds since 1970; what is larger is in other units. */
const MOST_SECONDS = 1e11;

/**
 * When an event happened, the same in each of Slack's retries, since its `event_ts` is part of what makes it that
 * event; where that is missing, its `event_time`. Undefined where neither is a time.
 *
 * @see https://docs.slack.dev/apis/events-api#event-type-structure
 */
import { isObject, type Json } from '../base/index.js';
export function eventTimeOf({ event, event_time }: Json): Date | undefined {
  const event_ts = isObject(event) ? event.event_ts : undefined;
  const seconds = [event_ts, event_time].map(Number).find((time) => time > 0 && time < MOST_SECONDS);
  return seconds === undefined ? undefined : new Date(seconds * 1000);
}
