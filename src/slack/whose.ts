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

/** The ids of the user, conversation, thread and bot that a payload is about. */
export interface About extends EventIds {
  team_id?: string;
}

/** Returns the installation that a payload of this kind belongs to. */
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

/**
 * Finds the installation of an event in `authorizations`. In a shared channel, the outer `team_id` may be the id of
 * another workspace. If the list is empty, the outer ids are used.
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

/** Finds the installation of an interaction: its team in `view`, `team` or `user`, its organisation in `enterprise`. */
function whoseByObjects(body: Json): Whose {
  const view = isObject(body.view) ? body.view : {};
  const user = isObject(body.user) ? body.user : {};
  return {
    team_id: realId(view.app_installed_team_id) ?? idOf(body.team) ?? realId(user.team_id),
    enterprise_id: idOf(body.enterprise),
    is_enterprise_install: isTrue(body.is_enterprise_install),
  };
}

/** Finds the installation of a command. A command is a form, so every value is a text. */
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

/** Returns the members that are not undefined, so that spreading them overwrites only with real values. */
function found<Given extends object>(given: Given): Partial<Given> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Partial<Given>;
}

/** Returns the id in a member that is either an id or an object with an `id`. */
function idOf(value: unknown): string | undefined {
  return realId(isObject(value) ? value.id : value);
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
