/** How a method is to fail. What is not given stays as it would be. */
export interface Fault {
  /** Slack's word, with HTTP 200: `ratelimited`, `internal_error`, … */
  error?: string;
  /** An HTTP status, with a body that is not Slack's JSON. */
  status?: number;
  /** Seconds: answers 429 with this `Retry-After`. */
  retryAfter?: number;
  /** How long to wait before answering at all; alone, the answer is then as it would be. */
  delayMs?: number;
  /** Drop the connection without an answer. */
  disconnect?: boolean;
  /** How many calls it befalls; 1 where absent. */
  times?: number;
}

export interface Faults {
  /**
   * @param method as in `chat.postMessage`, `response_url`, or `*` for all
   * @returns what ends it early
   */
  fail(method: string, fault: Fault): () => void;
  /** The fault that befalls this call, which it uses up. The first that was set goes first. */
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
