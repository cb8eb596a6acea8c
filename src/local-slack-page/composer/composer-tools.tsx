import { type RefObject, useRef, useState } from 'react';
import { useSession } from '../live/session.js';
import { EmojiPicker } from '../ui/emoji-picker.js';
import { Icon, type IconName } from '../ui/icon.js';
import { MenuButton } from '../ui/menu.js';
import { shortcutItems } from './shortcuts.js';
import { prefixLines, type Selection, wrapSelection } from './wrap-selection.js';

interface ToolProps {
  box: RefObject<HTMLTextAreaElement | null>;
  onEdit: (selection: Selection) => void;
}

const MARKS: {
  label: string;
  icon: IconName;
  change: (selection: Selection) => Selection;
  apart?: boolean;
}[] = [
  { label: 'Bold', icon: 'bold', change: (selection) => wrapSelection(selection, '*') },
  { label: 'Italic', icon: 'italic', change: (selection) => wrapSelection(selection, '_') },
  { label: 'Strikethrough', icon: 'strike', change: (selection) => wrapSelection(selection, '~') },
  { label: 'Bulleted list', icon: 'list', change: (selection) => prefixLines(selection, '• '), apart: true },
  { label: 'Blockquote', icon: 'quote', change: (selection) => prefixLines(selection, '> ') },
  { label: 'Code', icon: 'code', change: (selection) => wrapSelection(selection, '`'), apart: true },
  { label: 'Code block', icon: 'codeBlock', change: (selection) => wrapSelection(selection, '```') },
];

/** Buttons that format the selected text with mrkdwn. */
export function FormattingBar({ box, onEdit }: ToolProps) {
  return (
    <div className="formatting" role="toolbar" aria-label="Formatting">
      {MARKS.map(({ label, icon, change, apart }) => (
        <button
          key={label}
          type="button"
          className={apart ? 'tool tool-apart' : 'tool'}
          aria-label={label}
          tabIndex={-1}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onEdit(change(selectionOf(box)))}
        >
          <Icon name={icon} size={16} />
        </button>
      ))}
    </div>
  );
}

/** The buttons for shortcuts, emoji and mentions, below the text. */
export function ComposerTools({ box, onEdit, hasShortcuts }: ToolProps & { hasShortcuts: boolean }) {
  const [isPicking, setPicking] = useState(false);
  const emojiButton = useRef<HTMLButtonElement>(null);
  const insert = (words: string) => {
    const { text, start, end } = selectionOf(box);
    const at = start + words.length;
    onEdit({ text: text.slice(0, start) + words + text.slice(end), start: at, end: at });
  };
  return (
    <div className="composer-tools">
      {hasShortcuts && <ShortcutMenu />}
      <button
        ref={emojiButton}
        type="button"
        className="tool"
        aria-label="Emoji"
        onClick={() => setPicking(true)}
      >
        <Icon name="smile" />
      </button>
      <button type="button" className="tool" aria-label="Mention someone" onClick={() => insert('@')}>
        <Icon name="at" />
      </button>
      {isPicking && (
        <EmojiPicker
          anchor={emojiButton}
          onClose={() => setPicking(false)}
          onPick={(name) => {
            setPicking(false);
            insert(`:${name}: `);
          }}
        />
      )}
    </div>
  );
}

function ShortcutMenu() {
  const { act, workspace } = useSession();
  const items = shortcutItems(workspace, 'global', ({ callback_id, app }) => {
    void act({ type: 'shortcut', callback_id, app });
  });
  if (items.length === 0) return null;
  return (
    <MenuButton label="Shortcuts" className="tool tool-plus" items={items} side="above">
      <Icon name="plus" />
    </MenuButton>
  );
}

function selectionOf(box: RefObject<HTMLTextAreaElement | null>): Selection {
  const { value: text = '', selectionStart: start = 0, selectionEnd: end = 0 } = box.current ?? {};
  return { text, start, end };
}
