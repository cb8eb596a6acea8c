import type { ReactNode } from 'react';
import type { Block, Element } from './json.js';

/** Draws one type of block. Each type has a file in blocks/ and an entry in blocks.tsx. */
export interface BlockKind {
  Show(props: { block: Block }): ReactNode;
}

/** Draws one type of element. Each type has a file in elements/ and an entry in elements.tsx. */
export interface ElementKind {
  Show(props: { element: Element }): ReactNode;
}
