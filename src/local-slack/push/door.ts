import type { DoorName } from '../model.js';
import type { Attempt, FailureReason, Push, PushKind } from './push.js';

/** What there is to say of one try before it is made. */
export interface Try {
  retryNum: number;
  /** Why the try before this one failed; undefined for the first. */
  retryReason?: FailureReason;
  at: Date;
  /** Ends it early. */
  signal: AbortSignal;
}

/** One way to the app. */
export interface Door {
  name: DoorName;
  /** Where a push of this kind goes; undefined where it cannot go this way. */
  findUrl(kind: PushKind): string | undefined;
  /** Hands it over once, and tells what came of it. Never throws. */
  send(push: Push, url: string, tried: Try): Promise<Attempt>;
}
