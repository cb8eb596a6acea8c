/** Of one call. */
export interface CallOptions {
  /** Cancels the call; it then throws the signal's reason. */
  signal?: AbortSignal;
  /**
   * How long the call may take with all of the sidecar's own retries; for one that is a stream, how long nothing
   * may move. 60,000 where absent; 360,000 for pages, since Slack may want minutes between two.
   */
  timeoutMs?: number;
}

/** Which installation a call acts for. With a single one, all may be left out. */
export interface Target {
  /** A workspace's id. */
  team?: string;
  /** An Enterprise organisation's id. */
  enterprise?: string;
  /** A user's id: the call is made with that user's token. */
  user?: string;
}

/** One RPC, as ts-proto describes it. */
export interface Rpc<Request, Response> {
  path: string;
  requestSerialize: (request: Request) => Buffer;
  responseDeserialize: (bytes: Buffer) => Response;
}

/** What a call is to the people who made it, and for whom. */
export interface CallInfo {
  name: string;
  target?: Target;
  options?: CallOptions;
}
