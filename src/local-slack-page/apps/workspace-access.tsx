import type { Act, InstalledApp } from '../../local-slack/protocol.js';
import { useConfirm } from '../ui/confirm.js';

interface WorkspaceAccessProps {
  app: InstalledApp;
  access: NonNullable<InstalledApp['access']>;
  change: (wanted: Act) => Promise<void>;
}

/** The workspaces of the organisation, with a checkbox for each. The app has access to those that are checked. */
export function WorkspaceAccess({ app, access, change }: WorkspaceAccessProps) {
  const ask = useConfirm();
  const set = async (team: string, name: string, is_granted: boolean) => {
    const isSure =
      is_granted ||
      (await ask({
        title: `Remove ${app.name} from ${name}`,
        text: { type: 'plain_text', text: `${app.name} can no longer act in ${name}.` },
        confirm: 'Remove',
        deny: 'Cancel',
        danger: true,
      }));
    if (isSure) await change({ type: 'set_app_access', app: app.id, team, is_granted });
  };
  return (
    <fieldset className="app-card-access">
      <legend>Workspaces with access</legend>
      {access.map(({ team, name, is_granted }) => (
        <label key={team} className="option">
          <input
            type="checkbox"
            checked={is_granted}
            onChange={(event) => void set(team, name, event.target.checked)}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
