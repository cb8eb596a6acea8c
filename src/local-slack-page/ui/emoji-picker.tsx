import { type RefObject, useEffect, useRef, useState } from 'react';
import { findEmoji, searchEmoji } from '../mrkdwn/emoji.js';
import { Popover } from './popover.js';

interface EmojiPickerProps {
  anchor: RefObject<HTMLElement | null>;
  onPick: (name: string) => void;
  onClose: () => void;
}

/** A searchable grid of emoji beside its anchor. */
export function EmojiPicker({ anchor, onPick, onClose }: EmojiPickerProps) {
  const [typed, setTyped] = useState('');
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => search.current?.focus(), []);
  const names = searchEmoji(typed, 160);
  return (
    <Popover anchor={anchor} onClose={onClose} align="end" className="emoji-picker">
      <div role="dialog" aria-label="Emoji picker">
        <input
          ref={search}
          type="search"
          className="text-input"
          aria-label="Search emoji"
          placeholder="Search emoji"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && names[0]) onPick(names[0]);
          }}
        />
        <div className="emoji-grid">
          {names.map((name) => (
            <button
              key={name}
              type="button"
              aria-label={name}
              title={`:${name}:`}
              onClick={() => onPick(name)}
            >
              {findEmoji(name)}
            </button>
          ))}
        </div>
      </div>
    </Popover>
  );
}
