import type { ReactNode } from 'react';
import { InlineNodes } from '../../mrkdwn/inline.js';
import type { Block } from '../json.js';
import { Placeholder } from '../placeholder.js';
import { inlineOf, type RichElement } from '../rich-inline.js';

interface RichTextPart {
  type: string;
  elements: (RichTextPart | RichElement)[];
  style?: unknown;
  indent?: number;
  offset?: number;
  border?: number;
}

interface RichTextBlock extends Block {
  elements: RichTextPart[];
}

/** The block that Slack creates for people's messages: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export function RichText({ block }: { block: RichTextBlock }) {
  return (
    <div className={isOnlyEmoji(block) ? 'block mrkdwn mrkdwn-jumbo' : 'block mrkdwn'}>
      {block.elements.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts are identified only by their position
        <Part key={index} part={part} />
      ))}
    </div>
  );
}

function Part({ part }: { part: RichTextPart }): ReactNode {
  const inline = <InlineNodes nodes={part.elements.filter(isInline).flatMap(inlineOf)} />;
  switch (part.type) {
    case 'rich_text_section':
      return <p>{inline}</p>;
    case 'rich_text_quote':
      return <blockquote className="quote">{inline}</blockquote>;
    case 'rich_text_preformatted':
      return <pre className="pre">{inline}</pre>;
    case 'rich_text_list':
      return <List part={part} />;
    default:
      return <Placeholder what="element" type={part.type} />;
  }
}

function List({ part }: { part: RichTextPart }) {
  const { indent = 0, offset = 0 } = part;
  const Tag = part.style === 'ordered' ? 'ol' : 'ul';
  return (
    <Tag
      className={`rich-list rich-list-${indent % 3}`}
      style={{ marginInlineStart: `${indent * 28}px` }}
      start={Tag === 'ol' ? offset + 1 : undefined}
    >
      {part.elements.filter(isPart).map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items are identified only by their position
        <li key={index}>
          <InlineNodes nodes={item.elements.filter(isInline).flatMap(inlineOf)} />
        </li>
      ))}
    </Tag>
  );
}

function isPart(element: RichTextPart | RichElement): element is RichTextPart {
  return element.type.startsWith('rich_text_');
}

function isInline(element: RichTextPart | RichElement): element is RichElement {
  return !isPart(element);
}

function isOnlyEmoji({ elements }: RichTextBlock) {
  const inside = elements[0]?.elements ?? [];
  const isEmoji = (element: RichTextPart | RichElement) =>
    element.type === 'emoji' || (isInline(element) && element.type === 'text' && !element.text?.trim());
  return elements.length === 1 && inside.length > 0 && inside.length <= 23 && inside.every(isEmoji);
}
