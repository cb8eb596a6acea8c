import { HavocError, type Json } from '../base/index.js';
import type { Authorization } from '../gen/havoc/slack/declarations.js';
import { InstallationsService } from '../gen/havoc/v1/installations.js';
import { traced } from './caller.js';
import type { OwnCallOptions, Unary } from './channel.js';
import { asText } from './kinds.js';

/**
 * Asks Slack for every installation that can see the event. The event itself names only one of them, which is
 * `installation`. The sidecar needs an app-level token with the scope authorizations:read.
 *
 * @see https://docs.slack.dev/reference/methods/apps.event.authorizations.list
 */
export type ListAuthorizations = (options?: OwnCallOptions) => Promise<Authorization[]>;

export function createListAuthorizations(unary: Unary, body: Json): ListAuthorizations {
  const { listAuthorizations } = InstallationsService;
  return traced(async (options?: OwnCallOptions) => {
    const event_context = asText(body.event_context);
    if (event_context === undefined) throw noEventContext();
    const call = { name: 'authorizations', options };
    const { authorizations = [] } = await unary(listAuthorizations, { event_context }, call);
    return authorizations.map(({ enterprise_id, team_id, user_id, is_bot, is_enterprise_install }) => ({
      enterprise_id: enterprise_id ?? null,
      team_id: team_id ?? null,
      user_id: user_id ?? '',
      is_bot: is_bot ?? false,
      is_enterprise_install: is_enterprise_install ?? false,
    }));
  });
}

function noEventContext(): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'client.no_event_context',
    message:
      'Slack sent this payload without an event_context, so its authorizations cannot be listed. Use installation instead.',
  });
}
