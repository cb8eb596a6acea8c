/**
 * Options for one call. Every function that calls Slack or havoc takes them as its last argument.
 *
 * @example
 * ```ts
 * await havoc.slack.users.info({ user: 'U012AB3CD' }, { timeoutMs: 2_000 });
 * ```
 */
export interface CallOptions {
  /** Cancels the call, which then rejects with the signal's reason. */
  signal?: AbortSignal;
  /**
   * How long the call may take, including the sidecar's retries, in milliseconds. For streaming calls: how long no
   * data may move. Default: 60,000; for pages 360,000, because Slack may require a wait of minutes between pages.
   */
  timeoutMs?: number;
  /**
   * The id of a user whose token the call uses, in place of the bot's. If the user granted none, the call fails with
   * `installations.no_user_token`.
   */
  asUser?: string;
  /** Makes Slack answer, even where havoc could answer from its store, as it does for `auth.test`. */
  refresh?: boolean;
}

/** Options for a call that acts for no user, and that havoc answers itself. */
export type OwnCallOptions = Pick<CallOptions, 'signal' | 'timeoutMs'>;

/**
 * The installation that a call acts for. If there is only one installation, all fields may be left out.
 *
 * @example
 * ```ts
 * const slack = havoc.slack.for({ team: 'T012AB3CD' });
 * await slack.chat.postMessage({ channel: 'C012AB3CD', text: 'Hello' });
 * ```
 */
export interface Target {
  /** The id of a workspace. */
  team?: string;
  /** The id of an Enterprise organisation. */
  enterprise?: string;
  /** The id of a user whose token the call uses. */
  user?: string;
  /**
   * If the app is installed both in the workspace and in its organisation: true to act for the organisation's
   * installation.
   */
  orgWide?: boolean;
}

/** One RPC, as ts-proto describes it. */
export interface Rpc<Request, Response> {
  path: string;
  requestSerialize: (request: Request) => Buffer;
  responseDeserialize: (bytes: Buffer) => Response;
}

/** A call's name in error messages, its installation and its options. */
export interface CallInfo {
  name: string;
  target?: Target;
  options?: CallOptions;
}
