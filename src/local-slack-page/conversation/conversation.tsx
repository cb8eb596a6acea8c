import { useEffect, useMemo, useState } from 'react';
import type { Channel, PlacedMessage } from '../../local-slack/protocol.js';
import { Composer } from '../composer/composer.js';
import { useSession } from '../live/session.js';
import { channelNameOf, isInChannel } from '../live/who-sees.js';
import { ChannelIntro } from './channel-intro.js';
import { JoinBar } from './join-bar.js';
import { MessageList } from './message-list.js';

/**
 * The messages of a channel, and the composer. The component finds the first new message only when it mounts, so each
 * person and channel needs a separate `key`.
 */
export function Conversation({ channel }: { channel: Channel }) {
  const { workspace, as } = useSession();
  const all = workspace.messages.get(channel.id);
  const messages = useMemo(() => (all ?? []).filter(isInChannel), [all]);
  const [firstNew] = useState(() => {
    const since = channel.last_read[as] ?? '';
    const isNew = ({ message }: PlacedMessage) => message.ts > since && message.user !== as;
    return channel.members.includes(as) ? messages.find(isNew)?.message.ts : undefined;
  });
  useMarkRead(channel, messages.at(-1)?.message.ts);
  const name = channelNameOf(workspace, channel, as);
  const isDirect = channel.is_im || channel.is_mpim;
  return (
    <>
      <MessageList
        label={`Messages in ${name}`}
        messages={messages}
        firstNew={firstNew}
        intro={<ChannelIntro channel={channel} />}
      />
      {channel.members.includes(as) ? (
        <Composer
          place={{ channel: channel.id }}
          label={`Message ${isDirect ? name : `#${name}`}`}
          isFocusedAtOnce
        />
      ) : (
        <JoinBar channel={channel} />
      )}
    </>
  );
}

function useMarkRead(channel: Channel, latest: string | undefined) {
  const { act, as } = useSession();
  const read = channel.last_read[as] ?? '';
  const isUnread = latest !== undefined && latest > read && channel.members.includes(as);
  const { id } = channel;
  useEffect(() => {
    if (!isUnread) return;
    const mark = () => {
      if (document.visibilityState === 'visible') void act({ type: 'mark_read', channel: id, ts: latest });
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [act, id, latest, isUnread]);
}
