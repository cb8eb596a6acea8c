import type { DoorName } from '../model.js';
import type { Attempt, FailureReason, Push, PushKind } from './push.js';

/** An attempt that is about to be made. */
export interface Try {
  retryNum: number;
  /** Why the previous attempt failed; undefined for the first. */
  retryReason?: FailureReason;
  at: Date;
  /** Ends the attempt early. */
  signal: AbortSignal;
}

/** A way to the app: HTTP or Socket Mode. */
export interface Door {
  name: DoorName;
  /** The URL for pushes of this kind; undefined if they cannot use this door. */
  findUrl(kind: PushKind): string | undefined;
  /** Makes one attempt and returns its outcome. Never throws. */
  send(push: Push, url: string, tried: Try): Promise<Attempt>;
}
