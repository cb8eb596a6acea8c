/**
 * What one listener of a subscriber handles: a kind of payload, and conditions on its properties. The database stores
 * it as JSON, which replicas of other versions read too.
 */
export interface Handles {
  /** The kind; `*` means every kind. */
  kind?: string;
  /** All of these must match. */
  matches?: Match[];
}

/** A condition on one property of a payload: it equals a text, or matches a JavaScript regular expression. */
export interface Match {
  property?: string;
  equals?: string;
  pattern?: { source?: string; flags?: string };
}
