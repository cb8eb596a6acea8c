import type { ShownChannel } from '../../local-slack/protocol.js';
import { Composer } from '../composer/composer.js';
import { useSession } from '../live/session.js';
import { useRead } from '../live/use-read.js';
import { channelNameOf } from '../live/who-sees.js';
import { ChannelMessages } from './channel-messages.js';
import { JoinBar } from './join-bar.js';
import { LoadingMessages } from './loading-messages.js';

/** The messages of a channel, and the composer. Each person and channel needs a separate `key`. */
export function Conversation({ channel }: { channel: ShownChannel }) {
  const { workspace } = useSession();
  const history = workspace.histories.get(channel.id);
  const failure = useRead({ type: 'read_channel', channel: channel.id }, !history);
  const name = channelNameOf(workspace, channel);
  const isDirect = channel.is_im || channel.is_mpim;
  return (
    <>
      {history ? (
        <ChannelMessages channel={channel} history={history} />
      ) : (
        <LoadingMessages failure={failure} />
      )}
      {channel.is_member ? (
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
