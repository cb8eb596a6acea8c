import { isEmptyState } from './element-state.js';
import { type Block, type ElementState, isFields, type StateValues } from './model.js';

/**
 * The errors that Slack's own client shows before it sends a submission, by block_id.
 * Undefined if every input is valid.
 */
export function findInputErrors(
  blocks: readonly Block[],
  values: StateValues,
): Record<string, string> | undefined {
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== 'input' || !isFields(block.element)) continue;
    const held = values[block.block_id ?? '']?.[String(block.element.action_id)];
    const wrong = wrongWith(block, held);
    if (wrong) errors[block.block_id ?? ''] = wrong;
  }
  return Object.keys(errors).length > 0 ? errors : undefined;
}

function wrongWith(block: Block, held: ElementState | undefined): string | undefined {
  if (isEmptyState(held)) return block.optional === true ? undefined : 'Please complete this required field.';
  if (!isFields(block.element) || typeof held?.value !== 'string') return undefined;
  const { min_length, max_length } = block.element;
  const { length } = held.value;
  if (typeof min_length === 'number' && length < min_length)
    return `Please enter at least ${min_length} characters.`;
  if (typeof max_length === 'number' && length > max_length)
    return `Please enter at most ${max_length} characters.`;
  return undefined;
}
