/**
 * What one listener of a subscriber is for: a kind of payload and, narrower, what it is called. It goes through the
 * database as JSON, so replicas of other versions read it too.
 */
export interface Handles {
  /** `*` is every kind. */
  kind?: string;
  /** All that are given must match. */
  matches?: Match[];
}

/** Compares one property of a payload: with a text, or with a JavaScript regular expression. */
export interface Match {
  property?: string;
  equals?: string;
  pattern?: { source?: string; flags?: string };
}
