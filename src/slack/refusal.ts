import type { SlackAnswer } from './call.js';

/** Slack's `ok: false` as an error. It is thrown where the caller cannot continue after a refusal. */
export class SlackRefusal extends Error {
  override readonly name = 'SlackRefusal';

  constructor(
    /** The name of the method, such as `chat.postMessage`. */
    readonly method: string,
    readonly answer: SlackAnswer,
  ) {
    super(`Slack refused ${method}: ${answer.error ?? 'unknown_error'}`);
  }
}
