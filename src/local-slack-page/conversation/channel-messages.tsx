import { useCallback, useEffect, useMemo, useState } from 'react';
import type { PlacedMessage, ShownChannel } from '../../local-slack/protocol.js';
import type { History } from '../live/history.js';
import { useSession } from '../live/session.js';
import { isUnread, LOCAL_NOTICE } from '../live/unread.js';
import { channelMessagesOf, channelNameOf } from '../live/who-sees.js';
import { ChannelIntro } from './channel-intro.js';
import { MessageList } from './message-list.js';

/** The messages of a channel that was read. Older ones are read when the person scrolls to the oldest one. */
export function ChannelMessages({ channel, history }: { channel: ShownChannel; history: History }) {
  const { workspace, act } = useSession();
  const messages = useMemo(() => channelMessagesOf(history), [history]);
  const firstNew = useFirstNew(channel, messages);
  useMarkRead(channel, messages);
  const { from } = history;
  const { id } = channel;
  const readOlder = useCallback(
    () => void act({ type: 'read_channel', channel: id, before: from }),
    [act, id, from],
  );
  return (
    <MessageList
      label={`Messages in ${channelNameOf(workspace, channel)}`}
      messages={messages}
      firstNew={firstNew}
      onTop={from ? readOlder : undefined}
      intro={from ? <p className="older">Loading older messages…</p> : <ChannelIntro channel={channel} />}
    />
  );
}

/** `ts` of the first message that was unread when the channel was opened. It may be among older ones, read later. */
function useFirstNew(channel: ShownChannel, messages: readonly PlacedMessage[]): string | undefined {
  const { as: you } = useSession();
  const [opened] = useState({ channel, until: messages.at(-1)?.message.ts ?? '' });
  return useMemo(() => {
    const reader = { channel: opened.channel, you };
    const first = opened.channel.is_member && messages.find((placed) => isUnread(placed, reader));
    return first && first.message.ts <= opened.until ? first.message.ts : undefined;
  }, [messages, opened, you]);
}

function useMarkRead(channel: ShownChannel, messages: readonly PlacedMessage[]) {
  const { act } = useSession();
  const latest = messages.findLast(({ message }) => message.subtype !== LOCAL_NOTICE)?.message.ts;
  const { id, last_read = '', is_member } = channel;
  const isBehind = latest !== undefined && latest > last_read && is_member;
  useEffect(() => {
    if (!isBehind) return;
    const mark = () => {
      if (document.visibilityState === 'visible') void act({ type: 'mark_read', channel: id, ts: latest });
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [act, id, latest, isBehind]);
}
