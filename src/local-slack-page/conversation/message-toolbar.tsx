import { useRef, useState } from 'react';
import type { PlacedMessage } from '../../local-slack/protocol.js';
import { type AppShortcut, shortcutItems } from '../composer/shortcuts.js';
import { useSession } from '../live/session.js';
import { Emoji } from '../mrkdwn/inline.js';
import { useConfirm } from '../ui/confirm.js';
import { EmojiPicker } from '../ui/emoji-picker.js';
import { Icon } from '../ui/icon.js';
import { MenuButton, type MenuItem } from '../ui/menu.js';
import { useReact } from './reactions.js';

const QUICK = ['white_check_mark', 'eyes', 'raised_hands'];

interface ToolbarProps {
  placed: PlacedMessage;
  isInThread: boolean;
  onEdit: () => void;
}

/** The actions for a message. Visible while the pointer or the focus is on the message. */
export function MessageToolbar({ placed, isInThread, onEdit }: ToolbarProps) {
  const { openThread } = useSession();
  const react = useReact(placed);
  const items = useMenuItems(placed, onEdit);
  const [isPicking, setPicking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { message } = placed;
  return (
    <div
      className={isPicking ? 'toolbar toolbar-open' : 'toolbar'}
      role="toolbar"
      aria-label="Message actions"
    >
      {!isInThread &&
        QUICK.map((name) => (
          <button
            key={name}
            type="button"
            className="tool"
            aria-label={`React with ${name}`}
            onClick={() => void react(name)}
          >
            <span aria-hidden="true">
              <Emoji name={name} />
            </span>
          </button>
        ))}
      <button
        ref={button}
        type="button"
        className="tool"
        aria-label="Add reaction"
        onClick={() => setPicking(true)}
      >
        <Icon name="react" />
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
      {!isInThread && (
        <button
          type="button"
          className="tool"
          aria-label="Reply in thread"
          onClick={() => openThread(message.thread_ts ?? message.ts)}
        >
          <Icon name="thread" />
        </button>
      )}
      {items.length > 0 && (
        <MenuButton label="More actions" className="tool" items={items} align="end">
          <Icon name="more" />
        </MenuButton>
      )}
    </div>
  );
}

function useMenuItems({ channel, message }: PlacedMessage, onEdit: () => void): MenuItem[] {
  const { act, as, workspace, notify } = useSession();
  const confirm = useConfirm();
  const run = async ({ callback_id, app }: AppShortcut) => {
    const result = await act({ type: 'message_shortcut', callback_id, channel, ts: message.ts, app });
    if (!result.ok) notify(channel, result.text ?? 'The shortcut failed.', message.thread_ts);
  };
  const remove = async () => {
    const isSure = await confirm({
      title: 'Delete message',
      text: {
        type: 'plain_text',
        text: 'Are you sure you want to delete this message? This cannot be undone.',
      },
      confirm: 'Delete',
      deny: 'Cancel',
      danger: true,
    });
    if (isSure) await act({ type: 'delete', channel, ts: message.ts });
  };
  const shortcuts = shortcutItems(workspace, 'message', (shortcut) => void run(shortcut));
  if (message.user !== as) return shortcuts;
  return [
    ...shortcuts,
    {
      key: 'edit',
      label: 'Edit message',
      mark: <Icon name="pencil" />,
      apart: shortcuts.length > 0,
      onChoose: onEdit,
    },
    {
      key: 'delete',
      label: 'Delete message…',
      mark: <Icon name="bin" />,
      danger: true,
      onChoose: () => void remove(),
    },
  ];
}
