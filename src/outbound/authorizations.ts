import { HavocError, isObject } from '../base/index.js';
import { walkCursor } from '../slack/index.js';
import { createPatientCall, type PatientCallOptions } from './patient-call.js';

/** An installation that can see an event, as Slack describes it. */
export interface EventAuthorization {
  enterprise_id?: string;
  team_id?: string;
  user_id?: string;
  is_bot?: boolean;
  is_enterprise_install?: boolean;
}

export interface ListAuthorizationsOptions extends PatientCallOptions {
  /** App-level, with the scope `authorizations:read`. */
  appToken: string | undefined;
}

/**
 * Lists every installation that can see an event. The event itself names at most one.
 *
 * @param eventContext the `event_context` of the event
 * @throws SlackRefusal, HavocError `outbound.no_app_token` (failed_precondition), and the errors of SlackCall
 * @see https://docs.slack.dev/reference/methods/apps.event.authorizations.list
 */
export type ListAuthorizations = (eventContext: string) => Promise<EventAuthorization[]>;

/** The tenant of calls with an app-level token: Slack limits them for the app as a whole. */
const OF_APP = '';

export function createListAuthorizations(options: ListAuthorizationsOptions): ListAuthorizations {
  const { appToken } = options;
  const startPatiently = createPatientCall(options);

  return async function listAuthorizations(eventContext) {
    if (appToken === undefined) throw noAppToken();
    const all: EventAuthorization[] = [];
    const request = {
      method: 'apps.event.authorizations.list',
      token: appToken,
      args: { event_context: eventContext, limit: 100 },
    };
    for await (const { authorizations } of walkCursor(startPatiently(OF_APP), request))
      if (Array.isArray(authorizations)) all.push(...authorizations.filter(isObject).map(toAuthorization));
    return all;
  };
}

function toAuthorization(given: Record<string, unknown>): EventAuthorization {
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : undefined);
  return {
    enterprise_id: text('enterprise_id'),
    team_id: text('team_id'),
    user_id: text('user_id'),
    is_bot: given.is_bot === true,
    is_enterprise_install: given.is_enterprise_install === true,
  };
}

function noAppToken(): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'outbound.no_app_token',
    message:
      'Slack lists the authorizations of an event only for an app-level token. Set SLACK_APP_TOKEN to one with the ' +
      'scope authorizations:read.',
  });
}
