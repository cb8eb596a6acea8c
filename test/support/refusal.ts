import type { SlackAnswer } from '../../src/slack/index.js';

/** Slack's answer to a call that it refuses with this error code. */
export const refusal = (error: string, more: Partial<SlackAnswer> = {}): SlackAnswer => ({
  ok: false,
  error,
  status: 200,
  body: { ok: false, error },
  ...more,
});
