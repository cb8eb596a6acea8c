/** How calls of a method fail. A fault with only `delayMs` delays the normal answer. */
export interface Fault {
  /** Answers `ok: false` with this error code and HTTP 200, as in `ratelimited` or `internal_error`. */
  error?: string;
  /** Answers with this HTTP status, and a body that is not Slack's JSON. */
  status?: number;
  /** Answers HTTP 429 with this `Retry-After`, in seconds. */
  retryAfter?: number;
  /** Waits this long before the answer. */
  delayMs?: number;
  /** Drops the connection without an answer. */
  disconnect?: boolean;
  /** The number of calls that fail; 1 by default. */
  times?: number;
}

export interface Faults {
  /**
   * @param method a method such as `chat.postMessage`, or `response_url`, or `*` for all
   * @returns a function that removes the fault early
   */
  fail(method: string, fault: Fault): () => void;
  /** Takes the fault for one call of this method. If several faults match, takes the one that was added first. */
  claim(method: string): Fault | undefined;
}

export function createFaults(): Faults {
  const waiting: { method: string; fault: Fault; left: number }[] = [];
  const drop = (one: (typeof waiting)[number]) => {
    const index = waiting.indexOf(one);
    if (index >= 0) waiting.splice(index, 1);
  };
  return {
    fail: (method, fault) => {
      const one = { method, fault, left: fault.times ?? 1 };
      waiting.push(one);
      return () => drop(one);
    },
    claim: (method) => {
      const one = waiting.find((each) => each.method === method || each.method === '*');
      if (!one) return undefined;
      one.left -= 1;
      if (one.left <= 0) drop(one);
      return one.fault;
    },
  };
}
