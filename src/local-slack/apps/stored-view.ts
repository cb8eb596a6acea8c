import type { View } from '../model.js';

/** An open modal or a published App Home, with the person who sees it. */
export interface StoredView {
  /** The workspace of the person. For the App Home of an org-wide app, the organisation. */
  team: string;
  app: string;
  user: string;
  /** Of a modal: its position in the person's stack, 0 at the bottom. */
  position: number;
  view: View;
}
