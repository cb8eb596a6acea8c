import type { SlackAnswer } from '../../src/slack/index.js';

/** What Slack answers where it refuses a call with this word. */
export const refusal = (error: string, more: Partial<SlackAnswer> = {}): SlackAnswer => ({
  ok: false,
  error,
  status: 200,
  body: { ok: false, error },
  ...more,
});
