import { memo, type ReactNode, useState } from 'react';
import type { PlacedMessage } from '../../local-slack/protocol.js';
import { Composer } from '../composer/composer.js';
import { fromTokens } from '../composer/name-tokens.js';
import { nameablesOf } from '../composer/nameables.js';
import { useSession } from '../live/session.js';
import { LOCAL_NOTICE } from '../live/unread.js';
import { Mrkdwn } from '../mrkdwn/mrkdwn.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icon.js';
import { type Author, authorOf } from './author.js';
import { dateOf, dayName, timeName } from './group-messages.js';
import { MessageBody } from './message-body.js';
import { MessageToolbar } from './message-toolbar.js';
import { Reactions } from './reactions.js';
import { ThreadFoot } from './thread-foot.js';

/** Subtypes of messages about the channel, such as a member who joined. */
const CHANNEL_EVENTS = /^(?:channel|group)_(?:join|leave|topic|purpose|name|archive|unarchive)$/;

interface MessageProps {
  placed: PlacedMessage;
  isFollowing: boolean;
  isInThread: boolean;
}

/** One message with its header, reactions, thread and toolbar. */
export const MessageView = memo(function MessageView({ placed, isFollowing, isInThread }: MessageProps) {
  const { workspace } = useSession();
  const [isEditing, setEditing] = useState(false);
  const { message, ephemeral_to } = placed;
  const author = authorOf(message, workspace);
  const isEphemeral = ephemeral_to !== undefined;
  const hasHead = !isFollowing;
  return (
    <article
      className={`message${isFollowing ? ' message-following' : ''}${isEphemeral ? ' message-ephemeral' : ''}`}
      aria-label={`${author.name}, ${timeName(dateOf(message.ts))}`}
    >
      {isEphemeral && (
        <p className="message-only">
          <Icon name="eye" size={14} /> Only visible to you
        </p>
      )}
      {!isEphemeral && !isInThread && message.subtype === 'thread_broadcast' && <Broadcast placed={placed} />}
      <div className="message-gutter">
        {hasHead ? <AuthorAvatar author={author} /> : <MessageTime ts={message.ts} />}
      </div>
      <div className="message-main">
        {hasHead && <MessageHead author={author} ts={message.ts} />}
        {isEditing ? (
          <Composer place={{ channel: placed.channel }} editing={message} onDone={() => setEditing(false)} />
        ) : CHANNEL_EVENTS.test(message.subtype ?? '') ? (
          <div className="message-happening">
            <Mrkdwn text={message.text} />
          </div>
        ) : (
          <MessageBody placed={placed} />
        )}
        {isEphemeral && <Dismiss placed={placed} />}
        <Reactions placed={placed} />
        {!isInThread && <ThreadFoot placed={placed} />}
      </div>
      {!isEphemeral && !isEditing && (
        <MessageToolbar placed={placed} isInThread={isInThread} onEdit={() => setEditing(true)} />
      )}
    </article>
  );
});

function AuthorAvatar({ author }: { author: Author }) {
  const { id, name, color, isApp, emoji } = author;
  return <Avatar id={id} name={name} color={color} isBot={isApp} emoji={emoji} size={36} />;
}

function MessageHead({ author, ts }: { author: Author; ts: string }): ReactNode {
  return (
    <header className="message-head">
      <span className="message-author">{author.name}</span>
      {author.isApp && <span className="app-badge">APP</span>}
      <MessageTime ts={ts} />
    </header>
  );
}

const MessageTime = memo(function MessageTime({ ts }: { ts: string }) {
  const date = dateOf(ts);
  const full = `${dayName(date, new Date())} at ${timeName(date)}`;
  return (
    <time className="message-time" dateTime={date.toISOString()} title={full}>
      {timeName(date)}
    </time>
  );
});

function Broadcast({ placed }: { placed: PlacedMessage }) {
  const { openThread, workspace } = useSession();
  const { thread_ts, root } = placed.message;
  return (
    <p className="message-only">
      replied to a thread:{' '}
      <button type="button" className="link" onClick={() => openThread(thread_ts)}>
        {root?.text ? fromTokens(root.text, nameablesOf(workspace)) : 'Open thread'}
      </button>
    </p>
  );
}

function Dismiss({ placed }: { placed: PlacedMessage }) {
  const { act, forget } = useSession();
  const { channel, message } = placed;
  const dismiss = () => {
    if (message.subtype === LOCAL_NOTICE) forget(placed);
    else void act({ type: 'dismiss', channel, ts: message.ts });
  };
  return (
    <button type="button" className="link message-dismiss" onClick={dismiss}>
      Dismiss message
    </button>
  );
}
