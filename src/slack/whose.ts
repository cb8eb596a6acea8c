import { isObject, type Json } from '../base/index.js';
import { type EventIds, idsOfEvent } from './event-places.js';
import { rowOf } from './kinds/index.js';
import { realId } from './real-id.js';

/** The installation that a payload belongs to. */
export interface Whose {
  team_id?: string;
  enterprise_id?: string;
  is_enterprise_install: boolean;
}

/** The user, the conversation, the thread and the bot that a payload is about, by id. */
export interface About extends EventIds {
  team_id?: string;
}

/** The installation that a payload of this kind belongs to. */
export function whoseIs(kind: string, body: Json): Whose {
  switch (rowOf(kind).layout) {
    case 'event':
      return whoseEvent(body);
    case 'objects':
      return whoseByObjects(body);
    case 'fields':
      return whoseByFields(body);
    case 'either':
      return { ...whoseByFields(body), ...found(whoseByObjects(body)) };
  }
}

/** The ids that a payload of this kind is about. An id that Slack only uses as a stand-in is left out. */
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

/**
 * Events name their installation in `authorizations`, since in a shared channel the outer `team_id` is
 * another workspace's. A list that is empty leaves the outer one.
 *
 * @see https://docs.slack.dev/apis/events-api
 */
function whoseEvent(body: Json): Whose {
  const [authorization] = Array.isArray(body.authorizations) ? body.authorizations : [];
  const holder = isObject(authorization) ? authorization : body;
  return {
    team_id: realId(holder.team_id),
    enterprise_id: realId(holder.enterprise_id),
    is_enterprise_install: holder.is_enterprise_install === true,
  };
}

/** Interactions name it in the view that the app opened, else by `team`, or `enterprise` when org-wide. */
function whoseByObjects(body: Json): Whose {
  const view = isObject(body.view) ? body.view : {};
  const user = isObject(body.user) ? body.user : {};
  return {
    team_id: realId(view.app_installed_team_id) ?? idOf(body.team) ?? realId(user.team_id),
    enterprise_id: idOf(body.enterprise),
    is_enterprise_install: isTrue(body.is_enterprise_install),
  };
}

/** In a command, which is a form, every value is text. */
function whoseByFields(body: Json): Whose {
  return {
    team_id: realId(body.team_id),
    enterprise_id: realId(body.enterprise_id),
    is_enterprise_install: isTrue(body.is_enterprise_install),
  };
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

/** Without what is undefined, so that it hides nothing it is spread over. */
function found<Given extends object>(given: Given): Partial<Given> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Partial<Given>;
}

/** Slack names a thing by its id here, and there by an object that has it. */
function idOf(value: unknown): string | undefined {
  return realId(isObject(value) ? value.id : value);
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
