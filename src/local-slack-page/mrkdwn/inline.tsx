import type { ReactNode } from 'react';
import { useDirectory } from './directory.js';
import { findEmoji } from './emoji.js';
import { formatDate } from './format-date.js';
import { isSafeUrl } from './parse-token.js';
import type { Inline } from './tree.js';

/** A line of text. */
export function InlineNodes({ nodes }: { nodes: readonly Inline[] }): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: nodes are identified only by their position
  return nodes.map((node, index) => <InlineNode key={index} node={node} />);
}

function InlineNode({ node }: { node: Inline }): ReactNode {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'break':
      return <br />;
    case 'bold':
      return (
        <strong>
          <InlineNodes nodes={node.children} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <InlineNodes nodes={node.children} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <InlineNodes nodes={node.children} />
        </s>
      );
    case 'code':
      return (
        <code className="code">
          <InlineNodes nodes={node.children} />
        </code>
      );
    case 'emoji':
      return <Emoji name={node.name} />;
    case 'link':
      return <SafeLink url={node.url}>{node.label ?? node.url.replace(/^mailto:|^tel:/, '')}</SafeLink>;
    case 'date':
      return <SlackDate node={node} />;
    default:
      return <Mention node={node} />;
  }
}

/** An emoji, or its shortname between colons if the table has no such emoji. */
export function Emoji({ name }: { name: string }): ReactNode {
  const character = findEmoji(name);
  if (!character) return `:${name}:`;
  return (
    <span className="emoji" role="img" aria-label={`${name} emoji`} title={`:${name}:`}>
      {character}
    </span>
  );
}

/** A link that opens in a new tab, or only its text if the URL is not safe. */
export function SafeLink({ url, children }: { url: string; children: ReactNode }): ReactNode {
  if (!isSafeUrl(url)) return children;
  return (
    <a className="link" href={url} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}

function SlackDate({ node }: { node: Extract<Inline, { kind: 'date' }> }) {
  const text = formatDate(node.timestamp, node.format, { now: new Date() });
  const full = formatDate(node.timestamp, '{date_long} at {time}', { now: new Date() });
  const time = (
    <time dateTime={new Date(node.timestamp * 1000).toISOString()} title={full}>
      {text}
    </time>
  );
  return node.url ? <SafeLink url={node.url}>{time}</SafeLink> : time;
}

type MentionNode = Extract<Inline, { kind: 'user' | 'channel' | 'usergroup' | 'broadcast' }>;

function Mention({ node }: { node: MentionNode }) {
  const directory = useDirectory();
  if (node.kind === 'broadcast') return <span className="mention mention-me">@{node.range}</span>;
  if (node.kind === 'usergroup')
    return <span className="mention">{withSign('@', node.label ?? node.usergroup_id)}</span>;
  if (node.kind === 'channel') {
    const name = directory.findChannelName(node.channel_id) ?? node.label ?? 'private-channel';
    return (
      <button type="button" className="mention" onClick={() => directory.openChannel(node.channel_id)}>
        {withSign('#', name)}
      </button>
    );
  }
  const name = directory.findUserName(node.user_id) ?? node.label ?? node.user_id;
  const mine = node.user_id === directory.me;
  return (
    <button
      type="button"
      className={mine ? 'mention mention-me' : 'mention'}
      onClick={() => directory.openUser(node.user_id)}
    >
      {withSign('@', name)}
    </button>
  );
}

function withSign(sign: string, name: string) {
  return name.startsWith(sign) ? name : sign + name;
}
