import { HavocError } from '../base/index.js';
import type { RecordedCall } from '../traffic/index.js';

/** A call of Slack that remembers whether Slack answered last time. */
export interface SlackWatch {
  /** Calls Slack and watches the answer. */
  call: RecordedCall;
  /** Returns why the last call got no answer from Slack, as a text for people. Returns undefined if it got one. */
  trouble(): string | undefined;
}

export function watchSlack(call: RecordedCall): SlackWatch {
  let trouble: string | undefined;
  return {
    call: async (request, about) => {
      const answer = await call(request, about).catch((failure: unknown) => {
        if (failure instanceof HavocError && failure.kind === 'unavailable') trouble = failure.message;
        throw failure;
      });
      trouble = undefined;
      return answer;
    },
    trouble: () => trouble,
  };
}
