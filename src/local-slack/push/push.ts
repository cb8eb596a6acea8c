import { type KindRow, type PayloadKind, rowOf } from '../../slack/index.js';
import type { DoorName, Json } from '../model.js';

/** One try to hand something to the app. */
export interface Attempt {
  at: Date;
  tookMs: number;
  /** 0 for the first try; as in `x-slack-retry-num` and `retry_attempt` from then on. */
  retryNum: number;
  /** Why there was a try before this one that failed. */
  retryReason?: FailureReason;
  /** HTTP; undefined where no answer came, and over Socket Mode. */
  status?: number;
  /** Over Socket Mode: which connection it went down, as in `socket.connections()`, and as which envelope. */
  connection?: number;
  envelopeId?: string;
  /** Parsed where it was JSON; undefined where it was empty. */
  answer?: Json | string;
  /** Why it failed; undefined where it did not. */
  failure?: FailureReason;
  /** Whether the app asked with `x-slack-no-retry` not to be tried again. */
  noRetry: boolean;
}

/** As in `x-slack-retry-reason`; `timeout` is what `retry_reason` calls it over Socket Mode. */
export type FailureReason =
  | 'http_timeout'
  | 'http_error'
  | 'connection_failed'
  | 'ssl_error'
  | 'timeout'
  | 'unknown_error';

/** A payload, or Slack's check of a new request URL. */
export type PushKind = PayloadKind | 'url_verification';

/** How Slack sends a push. Its check of a request URL is sent like an event, but over HTTP alone. */
export function sendingOf(
  kind: PushKind,
): Pick<KindRow, 'sentAs' | 'requestUrl' | 'reply'> & { envelopeType: KindRow['envelopeType'] | undefined } {
  return kind === 'url_verification' ? { ...rowOf('event'), envelopeType: undefined } : rowOf(kind);
}

/** Something that the local Slack had for the app. */
export interface Push {
  kind: PushKind;
  /** The event's type, the command, or else the kind. */
  name: string;
  /** Which way it went. What goes both ways is two pushes. */
  door: DoorName;
  /** Where it went; undefined where no request URL was set. */
  url: string | undefined;
  /** What was sent: an event's whole body, a command's fields, or the payload. */
  body: Json;
  attempts: Attempt[];
  /** `nowhere`: no request URL was set, so nothing was sent. */
  outcome: 'pending' | 'delivered' | 'failed' | 'nowhere';
  /** What Slack would not take of the app's answer. */
  problem?: string;
}

/** Where the app listens. A kind without a URL of its own goes to `all`. */
export interface RequestUrls {
  all?: string;
  events?: string;
  interactions?: string;
  commands?: string;
  options?: string;
}
