import type { ShownChannel } from '../../local-slack/protocol.js';
import { useSession } from '../live/session.js';
import { channelNameOf, nameOf, partnerOf } from '../live/who-sees.js';
import { Mrkdwn } from '../mrkdwn/mrkdwn.js';
import { UserAvatar } from '../ui/avatar.js';

/** The introduction above the first message of a channel. */
export function ChannelIntro({ channel }: { channel: ShownChannel }) {
  const { workspace, as } = useSession();
  const name = channelNameOf(workspace, channel);
  const partner = channel.is_im ? workspace.users.get(partnerOf(channel, as)) : undefined;
  if (partner) {
    return (
      <div className="intro">
        <UserAvatar user={partner} name={nameOf(partner)} size={72} />
        <h2>{name}</h2>
        <p>
          {partner.id === as
            ? 'This is your space. Draft messages, keep notes, try a command.'
            : `This conversation is just between ${name} and you.`}
        </p>
      </div>
    );
  }
  const title = channel.is_mpim ? name : `${channel.is_private ? '🔒 ' : '# '}${name}`;
  return (
    <div className="intro">
      <h2>{title}</h2>
      <p>
        {channel.is_mpim
          ? 'This is the beginning of your group conversation.'
          : `This is the very beginning of #${name}.`}
      </p>
      {channel.purpose.value && <Mrkdwn text={channel.purpose.value} />}
    </div>
  );
}
