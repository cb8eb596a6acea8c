import { useSession } from '../live/session.js';
import { initialsOf } from '../ui/avatar.js';
import { workspaceLinks } from './places.js';

/** The workspaces of the world, to switch between them. If there is one only, its initials. */
export function Workspaces() {
  const { workspace } = useSession();
  const links = workspaceLinks(workspace);
  if (links.length < 2) {
    const { name } = workspace.team;
    return (
      <span className="rail-team" title={name} aria-hidden="true">
        {initialsOf(name)}
      </span>
    );
  }
  return (
    <nav className="rail-teams" aria-label="Workspaces">
      {links.map(({ id, name, href, isCurrent }) => (
        <a
          key={id}
          className={isCurrent ? 'rail-team rail-team-current' : 'rail-team'}
          href={href}
          title={name}
          aria-label={name}
          aria-current={isCurrent || undefined}
        >
          {initialsOf(name)}
        </a>
      ))}
    </nav>
  );
}
