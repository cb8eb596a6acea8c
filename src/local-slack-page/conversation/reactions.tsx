import { useRef, useState } from 'react';
import type { PlacedMessage, Reaction } from '../../local-slack/protocol.js';
import { useSession } from '../live/session.js';
import { nameOf } from '../live/who-sees.js';
import { Emoji } from '../mrkdwn/inline.js';
import { EmojiPicker } from '../ui/emoji-picker.js';
import { Icon } from '../ui/icon.js';

/** Returns a function that adds the person's reaction, or removes it if it exists already. */
export function useReact({ channel, message }: PlacedMessage) {
  const { act, as } = useSession();
  return (name: string) => {
    const isMine = message.reactions?.some(
      (reaction) => reaction.name === name && reaction.users.includes(as),
    );
    return act({ type: isMine ? 'unreact' : 'react', channel, ts: message.ts, name });
  };
}

/** The reactions under a message. A click on a reaction adds or removes the person's own. */
export function Reactions({ placed }: { placed: PlacedMessage }) {
  const react = useReact(placed);
  const [isPicking, setPicking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { reactions = [] } = placed.message;
  if (reactions.length === 0) return null;
  return (
    <div className="reactions">
      {reactions.map((reaction) => (
        <OneReaction key={reaction.name} reaction={reaction} onToggle={() => void react(reaction.name)} />
      ))}
      <button
        ref={button}
        type="button"
        className="reaction reaction-add"
        aria-label="Add another reaction"
        onClick={() => setPicking(true)}
      >
        <Icon name="react" size={16} />
      </button>
      {isPicking && (
        <EmojiPicker
          anchor={button}
          onClose={() => setPicking(false)}
          onPick={(name) => {
            setPicking(false);
            void react(name);
          }}
        />
      )}
    </div>
  );
}

function OneReaction({ reaction, onToggle }: { reaction: Reaction; onToggle: () => void }) {
  const { as, workspace } = useSession();
  const names = reaction.users.map((id) => {
    const user = workspace.users.get(id);
    return id === as ? 'You' : user ? nameOf(user) : id;
  });
  const isMine = reaction.users.includes(as);
  return (
    <button
      type="button"
      className={isMine ? 'reaction reaction-mine' : 'reaction'}
      aria-pressed={isMine}
      aria-label={`${reaction.name}, ${reaction.count} ${reaction.count === 1 ? 'reaction' : 'reactions'}`}
      title={`${names.join(', ')} reacted with :${reaction.name}:`}
      onClick={onToggle}
    >
      <span aria-hidden="true">
        <Emoji name={reaction.name} />
      </span>
      <span>{reaction.count}</span>
    </button>
  );
}
