import type { Installed } from '../apps/installed.js';
import type { User } from '../model.js';
import { revokeTokens, uninstall } from '../oauth/end-installation.js';
import { setTeamAccess } from '../oauth/team-access.js';
import { isOrganisationAdmin, mayUninstall } from '../policy/managing.js';
import type { InstalledApp } from '../protocol.js';
import { refusal } from '../refusal.js';
import { getUser } from '../workspaces/find.js';
import type { Acts, Scene } from './act.js';
import { getManagedApp, toInstalledApp } from './managed-apps.js';

type InstallationAct = 'uninstall_app' | 'revoke_own_token' | 'set_app_access';

/** Acts on the installations of apps. */
export const installationActs: Acts<InstallationAct> = {
  uninstall_app: async ({ scene, person, act }) => {
    const { user, installation } = await find(scene, person, act.app);
    if (!mayUninstall(user, installation))
      throw refusal('not_allowed', 'Only admins, and the person who installed the app, can uninstall it.');
    await uninstall(scene.world, installation);
    return { ok: true };
  },

  revoke_own_token: async ({ scene, person, act }) => {
    const { installation, shown } = await find(scene, person, act.app);
    if (!shown.tokens.some(({ is_own }) => is_own))
      throw refusal('no_token', `You have not given ${shown.name} a token.`);
    await revokeTokens(scene.world, { ...installation, users: [person] });
    return { ok: true };
  },

  set_app_access: async ({ scene, person, act }) => {
    const { user, installation } = await find(scene, person, act.app);
    const { app, enterprise } = installation;
    if (enterprise === undefined)
      throw refusal('not_installed_org_wide', 'The app is installed in this workspace only.');
    if (!isOrganisationAdmin(user, enterprise))
      throw refusal('not_allowed', 'Only admins of the organisation can add and remove workspaces.');
    await setTeamAccess(scene.world, { app, enterprise, teams: [act.team] }, act.is_granted);
    return { ok: true };
  },
};

/** An app that the person can manage, and how the person sees it. */
interface Managed extends Installed {
  user: User;
  shown: InstalledApp;
}

function find({ world, team }: Scene, person: string, app: string): Promise<Managed> {
  return world.read(team, async (workspace) => {
    const user = await getUser(workspace, person);
    const installed = await getManagedApp(workspace, user, app);
    return { ...installed, user, shown: await toInstalledApp(workspace, installed, user) };
  });
}
