import type { ChangeBody } from '../journal/change.js';
import type { Team } from '../model.js';
import type { Reader, Transaction } from '../store/transaction.js';

/** A workspace, for reading. */
export interface Workspace {
  /** URL of the local Slack, without a slash at the end. */
  url: string;
  team: Team;
  db: Reader;
  now(): Date;
}

/** A workspace in a transaction. Its documents are read and written, but never changed in place. */
export interface WritableWorkspace extends Workspace {
  db: Transaction;
  /** A `ts` greater than all others of this world. */
  nextTs(): string;
  /**
   * Adds a change to the journal. It must come after the writes that it tells of. The change gets its number when the
   * transaction is committed. A change with a channel is one of each workspace that shares the channel.
   *
   * @param team the workspace that has changed, if it is another one
   */
  emit(change: ChangeBody, team?: string): void;
}
