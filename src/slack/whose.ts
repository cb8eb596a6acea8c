import { isObject, type Json } from '../base/index.js';
import { idOf } from './id-of.js';
import { rowOf } from './kinds/index.js';
import { readTeamAccess } from './read-team-access.js';
import { realId } from './real-id.js';

/** The installation that a payload belongs to. */
export interface Whose {
  /** The workspace of the installation. If the app is installed org-wide, the workspace in which something happened. */
  team_id?: string;
  /** The organisation of the installation. A workspace without an organisation has none. */
  enterprise_id?: string;
  /** True if the app is installed in the organisation. False if it is installed in the workspace. */
  is_enterprise_install: boolean;
}

/**
 * Returns the installation that a payload of this kind belongs to. In a shared channel, the payload also names other
 * workspaces and organisations: those of the channel and of the user. Their ids are left out, because the app may be
 * installed there too, and that installation is another tenant.
 *
 * Slack sometimes sends the id of an organisation (`E…`) where the id of a workspace (`T…`) is expected.
 *
 * @see https://docs.slack.dev/apis/slack-connect
 * @see https://docs.slack.dev/enterprise/developing-for-enterprise-orgs
 */
export function whoseIs(kind: string, body: Json): Whose {
  switch (rowOf(kind).layout) {
    case 'event':
      return whoseEvent(body);
    case 'objects':
      return whoseInteraction(body);
    case 'fields':
      return whoseByFields(body);
    case 'either':
      return Array.isArray(body.authorizations) ? whoseEvent(body) : whoseInteraction(body);
  }
}

/**
 * Finds the installation of an event in `authorizations`. The list has at most one entry. The outer ids may be those of
 * another workspace.
 *
 * @see https://docs.slack.dev/apis/events-api
 */
function whoseEvent(body: Json): Whose {
  const entry: unknown = Array.isArray(body.authorizations) ? body.authorizations[0] : undefined;
  const whose = isObject(entry) ? whoseAuthorized(entry, body) : whoseUnauthorized(body);
  if (isObject(body.event) && readTeamAccess(body.event)) {
    // Only org-wide installations get these events, but Slack does not mark them: github.com/slackapi/bolt-js/issues/1778
    whose.is_enterprise_install = true;
    whose.enterprise_id ??= realId(body.event.enterprise_id);
  }
  return whose;
}

/** Finds the installation in an entry of `authorizations`. The entry of an org-wide installation has no workspace. */
function whoseAuthorized(entry: Json, body: Json): Whose {
  const whose = whoseByFields(entry);
  if (whose.enterprise_id !== undefined) whose.team_id ??= workspaceWithin(whose.enterprise_id, body);
  return whose;
}

/** Returns the workspace in which an event happened, if it belongs to the organisation. */
function workspaceWithin(organisation: string, body: Json): string | undefined {
  const outer = realId(body.enterprise_id);
  // The outer organisation may be missing. Outside of shared channels, the outer workspace is one of the installation.
  const isOuterWithin = outer === undefined ? body.is_ext_shared_channel === false : outer === organisation;
  const isContextWithin = realId(body.context_enterprise_id) === organisation;
  return (
    (isOuterWithin ? workspaceIn(body.team_id) : undefined) ??
    (isContextWithin ? workspaceIn(body.context_team_id) : undefined)
  );
}

/**
 * Finds the installation of an event without authorizations by its outer ids. Older events list the teams of all
 * installations in `authed_teams`. If the outer team is not one of them, the event is from a shared channel.
 *
 * @see https://api.slack.com/changelog/2020-09-15-events-api-truncate-authed-users
 */
function whoseUnauthorized(body: Json): Whose {
  const whose = whoseByFields(body);
  const authed: unknown[] = Array.isArray(body.authed_teams) ? body.authed_teams : [];
  const first = realId(authed[0]);
  if (first === undefined || authed.includes(whose.team_id)) return whose;
  if (first === whose.enterprise_id) return { ...whose, is_enterprise_install: true };
  return whoseTeam(first, undefined, false);
}

/** Finds the installation in the fields of a command, or in those of an entry or an event. */
function whoseByFields({ team_id, enterprise_id, is_enterprise_install }: Json): Whose {
  return whoseTeam(realId(team_id), realId(enterprise_id), isTrue(is_enterprise_install));
}

/**
 * Finds the installation of an interaction. A view names the team that the app is installed in. Other interactions
 * name the team of the installation, even if the user belongs to another one. With an org-wide installation, `team` is
 * null, and only the user's team shows the workspace. Slack does not say whether that team is of the organisation.
 *
 * @see https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
 * @see https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
 */
function whoseInteraction(body: Json): Whose {
  const view = isObject(body.view) ? body.view : undefined;
  const user = isObject(body.user) ? body.user.team_id : undefined;
  const team = idOf(body.team) ?? realId(body.team_id);
  const workspace = workspaceIn(team) ?? workspaceIn(user) ?? workspaceIn(view?.team_id);
  const organisation = idOf(body.enterprise) ?? realId(body.enterprise_id);
  const installed = realId(view?.app_installed_team_id);
  if (installed !== undefined) return whoseView(body, { installed, team, workspace, organisation });

  const ofTeam = organisationOf(body.team) ?? organisationIn(team);
  const ofUser = workspace === undefined ? organisationIn(user) : undefined;
  return {
    team_id: workspace,
    enterprise_id: organisation ?? ofTeam ?? ofUser,
    is_enterprise_install: isTrue(body.is_enterprise_install),
  };
}

/**
 * Finds the installation that a view belongs to. The view may have been opened from a shared channel in another
 * workspace. Then `team` is that workspace, which may belong to another organisation.
 *
 * @see https://docs.slack.dev/messaging/work-objects
 */
function whoseView(body: Json, { installed, team, workspace, organisation }: Viewed): Whose {
  const isElsewhere = workspaceIn(team) !== undefined && team !== installed;
  if (isOrganisation(installed)) {
    const isWithin = (isElsewhere ? organisationOf(body.team) : organisation) === installed;
    return {
      team_id: isWithin ? workspace : undefined,
      enterprise_id: installed,
      is_enterprise_install: true,
    };
  }
  const isOrgWide = isTrue(body.is_enterprise_install);
  if (!isElsewhere) {
    const own = organisation ?? organisationOf(body.team);
    return { team_id: installed, enterprise_id: own, is_enterprise_install: isOrgWide };
  }
  // Without an org-wide installation, `enterprise` may be the organisation of the other workspace.
  const enterprise_id = isOrgWide ? organisation : undefined;
  return { team_id: installed, enterprise_id, is_enterprise_install: isOrgWide };
}

interface Viewed {
  /** The team that the app is installed in. */
  installed: string;
  team: string | undefined;
  workspace: string | undefined;
  organisation: string | undefined;
}

/** Makes the installation from the ids of its own team and organisation. */
function whoseTeam(team: string | undefined, enterprise_id: string | undefined, isOrgWide: boolean): Whose {
  if (isOrganisation(team)) return { team_id: undefined, enterprise_id: team, is_enterprise_install: true };
  return { team_id: team, enterprise_id, is_enterprise_install: isOrgWide };
}

/** Returns the organisation that a team names as its own. */
function organisationOf(team: unknown): string | undefined {
  return isObject(team) ? realId(team.enterprise_id) : undefined;
}

function organisationIn(team: unknown): string | undefined {
  const id = realId(team);
  return isOrganisation(id) ? id : undefined;
}

function workspaceIn(team: unknown): string | undefined {
  const id = realId(team);
  return isOrganisation(id) ? undefined : id;
}

function isOrganisation(id: string | undefined): boolean {
  return id?.startsWith('E') === true;
}

/** Slack sends a boolean, or its text in a form. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
