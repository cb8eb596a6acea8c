import type { ShownChannel } from '../../local-slack/protocol.js';
import { useSession } from '../live/session.js';

/** Replaces the composer in a channel that the person has not joined. */
export function JoinBar({ channel }: { channel: ShownChannel }) {
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
