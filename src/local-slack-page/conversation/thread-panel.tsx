import { useMemo } from 'react';
import type { Channel } from '../../local-slack/protocol.js';
import { Composer } from '../composer/composer.js';
import { useSession } from '../live/session.js';
import { channelNameOf } from '../live/who-sees.js';
import { Icon } from '../ui/icon.js';
import { MessageList } from './message-list.js';

/** A message and its replies, beside the channel. */
export function ThreadPanel({ channel, ts }: { channel: Channel; ts: string }) {
  const { workspace, as, openThread } = useSession();
  const all = workspace.messages.get(channel.id);
  const messages = useMemo(
    () => (all ?? []).filter(({ message }) => message.ts === ts || message.thread_ts === ts),
    [all, ts],
  );
  const name = channelNameOf(workspace, channel, as);
  return (
    <aside className="thread-panel" aria-label="Thread">
      <header className="panel-header">
        <h2>Thread</h2>
        <span className="panel-header-sub">{channel.is_im || channel.is_mpim ? name : `#${name}`}</span>
        <button
          type="button"
          className="icon-button"
          aria-label="Close thread"
          onClick={() => openThread(undefined)}
        >
          <Icon name="close" />
        </button>
      </header>
      <MessageList label="Messages in thread" messages={messages} isInThread />
      {channel.members.includes(as) && (
        <Composer key={ts} place={{ channel: channel.id, thread_ts: ts }} label="Reply" isFocusedAtOnce />
      )}
    </aside>
  );
}
