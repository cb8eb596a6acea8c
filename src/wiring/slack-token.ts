import { HavocError } from '../base/index.js';
import { refusesToken } from '../slack/index.js';
import type { RecordedCall } from '../traffic/index.js';

/** Watches Slack's answers to find out whether Slack accepts a token. */
export interface TokenWatch {
  /** Calls Slack and watches the answer. */
  call: RecordedCall;
  /** Returns Slack's error if it refused the token and has not accepted it since. Otherwise returns undefined. */
  refusal(): string | undefined;
  /** Returns why the last call got no answer from Slack, as a text for people. Returns undefined if it got one. */
  trouble(): string | undefined;
}

export function watchToken(call: RecordedCall, token: string | undefined): TokenWatch {
  let refusal: string | undefined;
  let trouble: string | undefined;
  return {
    call: async (request, about) => {
      const answer = await call(request, about).catch((failure: unknown) => {
        if (failure instanceof HavocError && failure.kind === 'unavailable') trouble = failure.message;
        throw failure;
      });
      trouble = undefined;
      // Calls with the app-level token do not count. A 429 or an outage says nothing about the token.
      if (token === undefined || request.token !== token) return answer;
      if (answer.ok) refusal = undefined;
      else if (answer.error !== undefined && refusesToken(answer.error)) refusal = answer.error;
      return answer;
    },
    refusal: () => refusal,
    trouble: () => trouble,
  };
}
