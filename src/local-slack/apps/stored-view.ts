import type { View } from '../model.js';

/** An open modal or a published App Home, with the person who sees it. */
export interface StoredView {
  team: string;
  app: string;
  user: string;
  /** Of a modal: its position in the person's stack, 0 at the bottom. */
  position: number;
  view: View;
}
