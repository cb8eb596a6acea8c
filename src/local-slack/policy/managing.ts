import type { Installation, User } from '../model.js';

/** True if the person may add workspaces to the org-wide apps of this organisation, and uninstall these apps. */
export function isOrganisationAdmin({ enterprise_user }: User, enterprise: string): boolean {
  return enterprise_user?.enterprise_id === enterprise && enterprise_user.is_admin;
}

/** True if the person may uninstall the app: as an admin, or because the person has installed it. */
export function mayUninstall(person: User, { enterprise, installed_by }: Installation): boolean {
  const isAdmin = enterprise === undefined ? person.is_admin : isOrganisationAdmin(person, enterprise);
  return isAdmin || installed_by === person.id;
}
