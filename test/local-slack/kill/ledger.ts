/** What may be there after an act. An act without an acknowledgement may or may not have been carried out. */
export interface Deed {
  isAcknowledged: boolean;
}

/** A message with a unique text. */
export interface PostDeed extends Deed {
  /** The first word of its text. */
  marker: string;
  channel: string;
  user: string;
  /** Known once it is acknowledged. */
  ts?: string;
  /** The marker of the parent, if it is a reply. */
  parent?: string;
  /** Every text that it was given, the first one included. The last one may not be acknowledged; the others are. */
  texts: (Deed & { text: string })[];
  /** Reactions, each with a name that occurs once. */
  reactions: (Deed & { name: string; user: string })[];
}

/** Everything that the crowd has done. */
export interface Ledger {
  posts: PostDeed[];
  joins: (Deed & { channel: string; user: string })[];
  channels: (Deed & { name: string })[];
  /** What a user has read in a channel, oldest first. */
  marks: Map<string, (Deed & { channel: string; user: string; ts: string })[]>;
}

export function createLedger(): Ledger {
  return { posts: [], joins: [], channels: [], marks: new Map() };
}
