import { HavocError } from '../base/index.js';
import { refusesToken } from '../slack/index.js';
import type { RecordedCall } from '../traffic/index.js';

/** What Slack says of a token in its answers to whatever is called with it. */
export interface TokenWatch {
  /** Calls as before, and listens. */
  call: RecordedCall;
  /** Slack's word for why it refused the token, until it takes it again; undefined where it did not. */
  refusal(): string | undefined;
  /** Why the last call got no answer of Slack's, for people; undefined where it got one. */
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
      // The app-level token goes this way too, and a 429 or an outage tells nothing of any token.
      if (token === undefined || request.token !== token) return answer;
      if (answer.ok) refusal = undefined;
      else if (answer.error !== undefined && refusesToken(answer.error)) refusal = answer.error;
      return answer;
    },
    refusal: () => refusal,
    trouble: () => trouble,
  };
}
