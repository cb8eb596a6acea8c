import { useId } from 'react';
import type { Act, InstalledApp, InstalledToken } from '../../local-slack/protocol.js';
import { Avatar } from '../ui/avatar.js';
import { ConfirmedButton } from './confirmed-button.js';
import { WorkspaceAccess } from './workspace-access.js';

type Change = (wanted: Act) => Promise<void>;

/** One installed app. */
export function InstalledAppCard({ app, change }: { app: InstalledApp; change: Change }) {
  const titleId = useId();
  return (
    <article className="app-card" aria-labelledby={titleId}>
      <header className="app-card-header">
        <Avatar id={app.id} name={app.name} isBot size={36} />
        <div>
          <h2 id={titleId}>{app.name}</h2>
          <p className="muted">{installedText(app)}</p>
        </div>
      </header>
      <dl className="app-card-facts">
        <Scopes title="Scopes of the bot" scopes={app.scopes.bot} />
        <Scopes title="Scopes for people" scopes={app.scopes.user} />
        <dt>Tokens</dt>
        <dd>{app.tokens.length === 0 ? 'None' : app.tokens.map(tokenText).join(', ')}</dd>
      </dl>
      {app.access && <WorkspaceAccess app={app} access={app.access} change={change} />}
      <footer className="app-card-footer">
        {app.tokens.some(({ is_own }) => is_own) && (
          <ConfirmedButton
            label="Revoke my token"
            title="Revoke my token"
            text={`${app.name} can no longer act on your behalf, until you allow it again.`}
            confirm="Revoke"
            onConfirm={() => void change({ type: 'revoke_own_token', app: app.id })}
          />
        )}
        {app.may_uninstall && (
          <ConfirmedButton
            label="Uninstall"
            title={`Uninstall ${app.name}`}
            text={uninstallText(app)}
            confirm="Uninstall"
            onConfirm={() => void change({ type: 'uninstall_app', app: app.id })}
          />
        )}
      </footer>
    </article>
  );
}

function Scopes({ title, scopes }: { title: string; scopes: readonly string[] | undefined }) {
  if (scopes?.length === 0) return null;
  return (
    <>
      <dt>{title}</dt>
      <dd>
        {scopes === undefined
          ? 'All'
          : scopes.map((scope) => (
              <code key={scope} className="code">
                {scope}
              </code>
            ))}
      </dd>
    </>
  );
}

function installedText({ enterprise, installed_at, installed_by }: InstalledApp): string {
  const where = enterprise ? `Installed in the organisation ${enterprise}` : 'Installed';
  const on = new Date(installed_at * 1000).toLocaleDateString(undefined, { dateStyle: 'medium' });
  return `${where}${installed_by ? ` by ${installed_by}` : ''} on ${on}`;
}

function tokenText({ kind, name, expires_at }: InstalledToken): string {
  const until = expires_at === undefined ? '' : `, until ${new Date(expires_at).toLocaleString()}`;
  return `${kind === 'bot' ? 'bot' : `user (${name})`}${until}`;
}

function uninstallText({ name, enterprise }: InstalledApp): string {
  const where = enterprise ? `all workspaces of ${enterprise}` : 'this workspace';
  return `This removes ${name} from ${where}, and ends all of its tokens.`;
}
