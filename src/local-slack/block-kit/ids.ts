import { isObject } from '../../base/index.js';
import type { Block, Json } from '../model.js';
import { randomText } from '../state/ids.js';

const NEVER_ACT = new Set(['image', 'plain_text', 'mrkdwn']);

/** Copies of the blocks, with a block_id and action_id of Slack's making where the app gave none. */
export function fillBlockIds(blocks: readonly Block[]): Block[] {
  return blocks.map((given) => {
    const block: Block = { ...structuredClone(given), block_id: given.block_id || randomText(5) };
    if (block.type === 'actions' && Array.isArray(block.elements)) {
      block.elements = block.elements.map(withActionId);
    }
    if (block.type === 'input') block.element = withActionId(block.element);
    if (block.type === 'section' && block.accessory) block.accessory = withActionId(block.accessory);
    return block;
  });
}

function withActionId(element: unknown): unknown {
  if (!isObject(element) || NEVER_ACT.has(String(element.type)) || element.action_id) return element;
  return { ...(element as Json), action_id: randomText(5) };
}
