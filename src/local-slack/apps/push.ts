import { type KindRow, type PayloadKind, rowOf } from '../../slack/index.js';
import type { DoorName, Json } from '../model.js';

/** One attempt to send a push to the app. */
export interface Attempt {
  at: Date;
  tookMs: number;
  /** 0 for the first attempt, then as in `x-slack-retry-num` and `retry_attempt`. */
  retryNum: number;
  /** Why the previous attempt failed; undefined for the first. */
  retryReason?: FailureReason;
  /** The HTTP status; undefined without an answer, and over Socket Mode. */
  status?: number;
  /** Over Socket Mode, the id of the connection, as in `socket.connections()`. */
  connection?: number;
  /** Over Socket Mode, the id of the envelope. */
  envelopeId?: string;
  /** The app's answer, parsed if it is JSON; undefined if it is empty. */
  answer?: Json | string;
  /** Why the attempt failed; undefined if it succeeded. */
  failure?: FailureReason;
  /** True if the app refused retries with `x-slack-no-retry`. */
  noRetry: boolean;
}

/** As in `x-slack-retry-reason`. Over Socket Mode, `retry_reason` has `timeout` instead of `http_timeout`. */
export type FailureReason =
  | 'http_timeout'
  | 'http_error'
  | 'connection_failed'
  | 'ssl_error'
  | 'timeout'
  | 'unknown_error';

/** A payload, or Slack's check of a new request URL. */
export type PushKind = PayloadKind | 'url_verification';

/** How Slack sends a push. A `url_verification` is sent like an event, but over HTTP only. */
export function sendingOf(
  kind: PushKind,
): Pick<KindRow, 'sentAs' | 'requestUrl' | 'reply'> & { envelopeType: KindRow['envelopeType'] | undefined } {
  return kind === 'url_verification' ? { ...rowOf('event'), envelopeType: undefined } : rowOf(kind);
}

/** Something that the local Slack sends to an app through one door, with all its attempts. */
export interface Push {
  /** Id of the app. */
  app: string;
  kind: PushKind;
  /** The type of an event, the command of a slash command, or else the kind. */
  name: string;
  /** The door that it goes through. With two doors there are two pushes. */
  door: DoorName;
  /** Where it is sent; undefined if no request URL is set. */
  url: string | undefined;
  /** What is sent: the whole body of an event, the fields of a command, or the payload. */
  body: Json;
  attempts: Attempt[];
  /** `nowhere`: no request URL is set, so nothing is sent. */
  outcome: 'pending' | 'delivered' | 'failed' | 'nowhere';
  /** Why Slack would reject the app's answer. */
  problem?: string;
}
