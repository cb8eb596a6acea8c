import type { Json } from '../../local-slack/protocol.js';
import { Blocks } from '../block-kit/blocks.js';
import type { Block } from '../block-kit/json.js';
import { SafeLink } from '../mrkdwn/inline.js';
import { Mrkdwn } from '../mrkdwn/mrkdwn.js';

/** The legacy attachments of a message: https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments */
export function Attachments({ attachments }: { attachments: readonly Json[] }) {
  return attachments.map((attachment, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: attachments are identified only by their position
    <Attachment key={index} attachment={attachment} />
  ));
}

/** The blocks inside attachments, which can contain inputs of the message. */
export function blocksOfAttachments(attachments: readonly Json[] = []): Block[] {
  return attachments.flatMap(blocksOf);
}

const NAMED_COLORS: Record<string, string> = { good: '#2eb886', warning: '#daa038', danger: '#a30200' };

function Attachment({ attachment }: { attachment: Json }) {
  const { color, pretext, title, title_link, text, footer, author_name, fallback } = attachment;
  const blocks = blocksOf(attachment);
  const isBare = blocks.length === 0 && !isText(text) && !isText(title);
  return (
    <div className="attachment-place">
      {isText(pretext) && <Mrkdwn text={pretext} />}
      <div className="attachment" style={{ borderColor: colorOf(color) }}>
        {isText(author_name) && <div className="attachment-author">{author_name}</div>}
        {isText(title) && (
          <div className="attachment-title">
            {isText(title_link) ? <SafeLink url={title_link}>{title}</SafeLink> : title}
          </div>
        )}
        {isText(text) && <Mrkdwn text={text} />}
        {isBare && isText(fallback) && <Mrkdwn text={fallback} />}
        <Fields fields={attachment.fields} />
        {blocks.length > 0 && <Blocks blocks={blocks} />}
        {isText(footer) && <div className="attachment-footer">{footer}</div>}
      </div>
    </div>
  );
}

function Fields({ fields }: { fields: unknown }) {
  if (!Array.isArray(fields)) return null;
  return (
    <div className="section-fields">
      {fields.filter(isObject).map((field, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: fields are identified only by their position
        <div key={index}>
          <strong>{String(field.title ?? '')}</strong>
          <Mrkdwn text={String(field.value ?? '')} />
        </div>
      ))}
    </div>
  );
}

function blocksOf({ blocks }: Json): Block[] {
  return Array.isArray(blocks)
    ? blocks.filter(isObject).filter((block): block is Block => isText(block.type))
    : [];
}

function colorOf(color: unknown): string | undefined {
  if (!isText(color)) return undefined;
  return NAMED_COLORS[color] ?? (/^#?[0-9a-f]{6}$/i.test(color) ? `#${color.replace('#', '')}` : undefined);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
