import type { App, DoorName } from '../../model.js';
import type { Attempt, FailureReason, Push, PushKind } from '../push.js';

/** An attempt that is about to be made. */
export interface Try {
  retryNum: number;
  /** Why the previous attempt failed; undefined for the first. */
  retryReason?: FailureReason;
  at: Date;
  /** Ends the attempt early. */
  signal: AbortSignal;
}

/** A way to the apps: HTTP or Socket Mode. */
export interface Door {
  name: DoorName;
  /** The URL at which the app takes pushes of this kind; undefined if they cannot use this door. */
  findUrl(app: App, kind: PushKind): string | undefined;
  /** Makes one attempt and returns its outcome. Never throws. */
  send(app: App, push: Push & { url: string }, tried: Try): Promise<Attempt>;
}
