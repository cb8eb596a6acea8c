import { isObject } from '../../base/index.js';
import { checkBlocks } from '../../block-kit/index.js';
import type { Block, Json } from '../model.js';
import { refusal } from '../refusal.js';
import type { Content } from '../workspaces/post.js';
import { type Args, createArgs } from './args.js';

const MOST_TEXT = 40_000;

/**
 * The content of a message, from the arguments of a call or the body of a post to a response_url.
 *
 * @throws refusal `msg_too_long`, `invalid_blocks`, `invalid_blocks_format`, `invalid_attachments` or
 * `invalid_metadata_format`
 */
export function toContent(args: Args): Content {
  const blocks = findBlocks(args);
  const attachments = args.findJson('attachments', 'invalid_attachments');
  const text = args.find('text') ?? args.find('markdown_text');
  if (attachments !== undefined && !(Array.isArray(attachments) && attachments.every(isObject))) {
    throw refusal('invalid_attachments', 'attachments must be an array of objects.');
  }
  if (text !== undefined && text.length > MOST_TEXT) {
    throw refusal('msg_too_long', `The text has more than ${MOST_TEXT} characters.`);
  }
  const metadata = args.findJson('metadata', 'invalid_metadata_format');
  const content: Content = {
    ...(text !== undefined && { text }),
    ...(blocks && { blocks }),
    ...(attachments !== undefined && { attachments: attachments as Json[] }),
    ...(isObject(metadata) && { metadata }),
  };
  return content;
}

/** The content of a message from parsed JSON: the answer to a command, or the body of a post to a response_url. */
export function contentOf(body: Json): Content {
  return toContent(createArgs(body));
}

/** Returns the content. @throws refusal `no_text` if a message with it would be empty */
export function getShowable(content: Content): Content {
  if (content.text || content.blocks?.length || content.attachments?.length) return content;
  throw refusal('no_text', 'A message needs text, blocks or attachments.');
}

function findBlocks(args: Args): Block[] | undefined {
  const blocks = args.findJson('blocks', 'invalid_blocks_format');
  if (blocks === undefined) return undefined;
  if (!Array.isArray(blocks)) throw refusal('invalid_blocks_format', 'blocks must be an array.');
  const problems = checkBlocks(blocks, { most: 50 });
  if (problems.length > 0) {
    throw refusal('invalid_blocks', `Slack would reject these blocks: ${problems.join('; ')}`, problems);
  }
  return blocks as Block[];
}
