import { useSession } from '../live/session.js';
import { nameOf, peopleOf } from '../live/who-sees.js';
import { UserAvatar } from '../ui/avatar.js';
import { Workspaces } from './workspaces.js';

/** The workspaces, and below them the people to act as. */
export function Rail() {
  const { workspace, as, actAs } = useSession();
  return (
    <div className="rail">
      <Workspaces />
      <p className="rail-title" aria-hidden="true">
        Act as
      </p>
      <nav className="rail-people" aria-label="People to act as">
        {peopleOf(workspace).map((user) => {
          const name = nameOf(user);
          return (
            <button
              key={user.id}
              type="button"
              className={user.id === as ? 'rail-person rail-person-current' : 'rail-person'}
              aria-label={`Act as ${name}`}
              aria-pressed={user.id === as}
              title={user.id === as ? `You are ${name}` : `Act as ${name}`}
              onClick={() => actAs(user.id)}
            >
              <UserAvatar user={user} name={name} size={38} />
              <span aria-hidden="true">{name.split(' ')[0]}</span>
            </button>
          );
        })}
      </nav>
    </div>
  );
}
