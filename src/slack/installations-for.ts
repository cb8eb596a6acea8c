import type { Whose } from './whose.js';

/** Names an installation: the app in one workspace, or org-wide in one organisation. */
export type InstallationKey = { team_id: string } | { enterprise_id: string };

/**
 * Returns the installations that a payload may belong to. The first one that exists is the payload's. The app may be
 * installed both in an organisation and in one of its workspaces. Then `is_enterprise_install` says which of the two
 * Slack means. The list is empty if the payload names no installation.
 *
 * Only the first key may be used for an event that ends an installation (`app_uninstalled`, `tokens_revoked`). If that
 * installation is already gone, the second key would end another one.
 *
 * @see https://docs.slack.dev/enterprise/developing-for-enterprise-orgs
 */
export function installationsFor({
  team_id,
  enterprise_id,
  is_enterprise_install,
}: Whose): InstallationKey[] {
  const workspace = team_id === undefined ? [] : [{ team_id }];
  const organisation = enterprise_id === undefined ? [] : [{ enterprise_id }];
  return is_enterprise_install ? [...organisation, ...workspace] : [...workspace, ...organisation];
}
