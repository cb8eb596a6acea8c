import { isObject } from '../../base/index.js';
import { randomText } from '../ids.js';
import type { Block, Json } from '../model.js';

const NOT_INTERACTIVE = new Set(['image', 'plain_text', 'mrkdwn']);

/** Copies the blocks, and generates each block_id and action_id that the app left out, as Slack does. */
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
  if (!isObject(element) || NOT_INTERACTIVE.has(String(element.type)) || element.action_id) return element;
  return { ...(element as Json), action_id: randomText(5) };
}
