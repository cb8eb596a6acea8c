import type { SlackAnswer } from './call.js';

/** Slack's `ok: false`, thrown where nothing can go on after it. */
export class SlackRefusal extends Error {
  override readonly name = 'SlackRefusal';

  constructor(
    /** As in `chat.postMessage`. */
    readonly method: string,
    readonly answer: SlackAnswer,
  ) {
    super(`Slack refused ${method}: ${answer.error ?? 'unknown_error'}`);
  }
}
