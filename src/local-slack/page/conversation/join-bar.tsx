import type { Channel } from '../../protocol.js';
import { useSession } from '../live/session.js';

/** Stands where one would write, in a channel that one is not in. */
export function JoinBar({ channel }: { channel: Channel }) {
  const { act } = useSession();
  return (
    <div className="join-bar">
      <p>
        You are viewing <strong>#{channel.name}</strong>
      </p>
      <button
        type="button"
        className="button button-primary"
        onClick={() => void act({ type: 'join', channel: channel.id })}
      >
        Join Channel
      </button>
    </div>
  );
}
