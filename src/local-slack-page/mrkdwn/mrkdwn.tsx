import { memo, type ReactNode } from 'react';
import { InlineNodes } from './inline.js';
import { parseMrkdwn } from './parse-mrkdwn.js';
import type { Paragraph } from './tree.js';

/** A text in Slack's mrkdwn. */
export const Mrkdwn = memo(function Mrkdwn({ text, verbatim }: { text: string; verbatim?: boolean }) {
  const paragraphs = parseMrkdwn(text, { verbatim });
  return (
    <div className={isOnlyEmoji(paragraphs) ? 'mrkdwn mrkdwn-jumbo' : 'mrkdwn'}>
      <Paragraphs paragraphs={paragraphs} />
    </div>
  );
});

function Paragraphs({ paragraphs }: { paragraphs: readonly Paragraph[] }): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs are identified only by their position
  return paragraphs.map((paragraph, index) => <OneParagraph key={index} paragraph={paragraph} />);
}

function OneParagraph({ paragraph }: { paragraph: Paragraph }) {
  switch (paragraph.kind) {
    case 'paragraph':
      return (
        <p>
          <InlineNodes nodes={paragraph.children} />
        </p>
      );
    case 'preformatted':
      return (
        <pre className="pre">
          <InlineNodes nodes={paragraph.children} />
        </pre>
      );
    case 'quote':
      return (
        <blockquote className="quote">
          <Paragraphs paragraphs={paragraph.children} />
        </blockquote>
      );
    case 'list':
      return (
        <ul className="typed-list">
          {paragraph.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: items are identified only by their position
            <li key={index} style={{ marginInlineStart: `${item.indent * 24}px` }}>
              <span>{item.marker}</span>
              <span>
                <InlineNodes nodes={item.children} />
              </span>
            </li>
          ))}
        </ul>
      );
  }
}

/** True if a text has only emoji, and at most 23 of them. The page draws them large. */
function isOnlyEmoji(paragraphs: readonly Paragraph[]): boolean {
  const [only, ...more] = paragraphs;
  if (only?.kind !== 'paragraph' || more.length > 0 || only.children.length > 23) return false;
  return only.children.every((node) => node.kind === 'emoji' || (node.kind === 'text' && !node.text.trim()));
}
