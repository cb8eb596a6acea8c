export { checkBlocks, hasInput } from './check-blocks.js';
export {
  carriedState,
  emptyState,
  initialOf,
  initialState,
  stateField,
  withValues,
} from './element-state.js';
export { elementsOf, type PlacedElement } from './elements.js';
export { findInputErrors } from './input-errors.js';
export type { Block, ElementState, Option, OptionGroup, PlainText, StateValues } from './model.js';
