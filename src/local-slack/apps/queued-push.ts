import type { DoorName, Json } from '../model.js';
import type { FailureReason } from './push.js';

/** An event that the app has not taken yet. It is stored with the change that caused it. */
export interface QueuedPush {
  /** The id of the event and the door. */
  id: string;
  app: string;
  /** The type of the event. */
  name: string;
  door: DoorName;
  /** The whole body that is sent. */
  body: Json;
  /** The number of attempts so far. */
  attempts: number;
  /** Why the last attempt failed. */
  failure?: FailureReason;
  /** When to make the next attempt, in milliseconds since 1970. */
  due_at: number;
}
