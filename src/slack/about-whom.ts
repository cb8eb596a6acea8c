import { isObject, type Json } from '../base/index.js';
import { type EventIds, idsOfEvent } from './event-places.js';
import { idOf } from './id-of.js';
import { rowOf } from './kinds/index.js';
import { realId } from './real-id.js';

/** The ids of the user, conversation, thread and bot that a payload is about. */
export interface About extends EventIds {
  team_id?: string;
}

/** Returns the ids that a payload of this kind is about. Leaves out Slack's stand-ins for ids. */
export function aboutWhom(kind: string, body: Json): About {
  switch (rowOf(kind).layout) {
    case 'event':
      return aboutEvent(body);
    case 'objects':
      return aboutByObjects(body);
    case 'fields':
      return aboutByFields(body);
    case 'either':
      return { ...aboutByFields(body), ...found(aboutByObjects(body)) };
  }
}

function aboutEvent(body: Json): About {
  const event = isObject(body.event) ? body.event : {};
  return { ...idsOfEvent(event), team_id: realId(body.team_id) };
}

function aboutByObjects(body: Json): About {
  const container = isObject(body.container) ? body.container : {};
  const message = isObject(body.message) ? body.message : {};
  return {
    user_id: idOf(body.user),
    channel_id: idOf(body.channel) ?? realId(container.channel_id),
    thread_ts: realId(message.thread_ts) ?? realId(container.thread_ts),
    team_id: idOf(body.team),
  };
}

function aboutByFields(body: Json): About {
  return {
    user_id: realId(body.user_id),
    channel_id: realId(body.channel_id),
    team_id: realId(body.team_id),
  };
}

/** Returns the members that are not undefined, so that spreading them overwrites only with real values. */
function found<Given extends object>(given: Given): Partial<Given> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Partial<Given>;
}
