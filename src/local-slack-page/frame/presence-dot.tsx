import { useSession } from '../live/session.js';

/** A dot: green if the user is active, hollow if the user is away. */
export function PresenceDot({ user }: { user: string }) {
  const presence = useSession().workspace.presence[user] ?? 'away';
  return (
    <span className={`presence presence-${presence}`} title={presence === 'active' ? 'Active' : 'Away'}>
      <span className="unseen">{presence === 'active' ? ' (active)' : ' (away)'}</span>
    </span>
  );
}
