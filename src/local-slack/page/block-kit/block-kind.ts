import type { ReactNode } from 'react';
import type { Block, Element, ElementState } from './json.js';

/** How a type of block is drawn. One file each in blocks/, registered in blocks.tsx. */
export interface BlockKind {
  Show(props: { block: Block }): ReactNode;
}

/** How a type of element is drawn. One file each in elements/, registered in elements.tsx. */
export interface ElementKind {
  Show(props: { element: Element }): ReactNode;
  /** What it holds before anybody touched it; only of elements that hold something. */
  initial?(element: Element): ElementState;
}
