import { useMemo } from 'react';
import type { ShownChannel } from '../../local-slack/protocol.js';
import { Composer } from '../composer/composer.js';
import { useSession } from '../live/session.js';
import { useRead } from '../live/use-read.js';
import { channelNameOf, threadMessagesOf } from '../live/who-sees.js';
import { Icon } from '../ui/icon.js';
import { LoadingMessages } from './loading-messages.js';
import { MessageList } from './message-list.js';

/** A message and its replies, beside the channel. */
export function ThreadPanel({ channel, ts }: { channel: ShownChannel; ts: string }) {
  const { workspace, openThread } = useSession();
  const history = workspace.histories.get(channel.id);
  const isMissing = history !== undefined && !history.threads.has(ts);
  const failure = useRead({ type: 'read_thread', channel: channel.id, ts }, isMissing);
  const messages = useMemo(() => (history ? threadMessagesOf(history, ts) : []), [history, ts]);
  const name = channelNameOf(workspace, channel);
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
      {messages[0]?.message.ts === ts ? (
        <MessageList label="Messages in thread" messages={messages} isInThread />
      ) : (
        <LoadingMessages failure={failure} />
      )}
      {channel.is_member && (
        <Composer key={ts} place={{ channel: channel.id, thread_ts: ts }} label="Reply" isFocusedAtOnce />
      )}
    </aside>
  );
}
