import type { PlacedMessage } from '../../local-slack/protocol.js';
import { Blocks } from '../block-kit/blocks.js';
import { BlockHostProvider } from '../block-kit/host.js';
import type { Block } from '../block-kit/json.js';
import { useHost } from '../block-kit/use-host.js';
import { Mrkdwn } from '../mrkdwn/mrkdwn.js';
import { Attachments, blocksOfAttachments } from './attachments.js';

/** The content of a message: its blocks, or else its text; then its attachments. */
export function MessageBody({ placed }: { placed: PlacedMessage }) {
  const { channel, message } = placed;
  const blocks: Block[] = message.blocks ?? [];
  const { host } = useHost({
    container: { type: 'message', channel, ts: message.ts },
    blocks: [...blocks, ...blocksOfAttachments(message.attachments)],
  });
  return (
    <BlockHostProvider host={host}>
      <div className={message.edited ? 'message-body message-body-edited' : 'message-body'}>
        {blocks.length > 0 ? <Blocks blocks={blocks} /> : message.text && <Mrkdwn text={message.text} />}
        {message.edited && <span className="message-edited">(edited)</span>}
        {message.attachments && <Attachments attachments={message.attachments} />}
      </div>
    </BlockHostProvider>
  );
}
