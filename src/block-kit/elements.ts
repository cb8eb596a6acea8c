import { type Block, type Fields, isFields } from './model.js';

/** An interactive element and its block. */
export interface PlacedElement {
  block_id: string;
  action_id: string;
  block: Block;
  element: Fields;
}

/** All elements with an action_id: those of actions and input blocks, and the accessories of sections. */
export function elementsOf(blocks: readonly Block[]): PlacedElement[] {
  return blocks.flatMap((block) =>
    directElements(block).flatMap((element) => {
      const { action_id } = element;
      return typeof action_id === 'string'
        ? [{ block_id: block.block_id ?? '', action_id, block, element }]
        : [];
    }),
  );
}

/** The elements of one block, with or without an action_id. */
export function directElements(block: Block): Fields[] {
  if (block.type === 'actions' && Array.isArray(block.elements)) return block.elements.filter(isFields);
  const single =
    block.type === 'input' ? block.element : block.type === 'section' ? block.accessory : undefined;
  return isFields(single) ? [single] : [];
}
