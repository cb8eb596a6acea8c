import { WebClient } from '@slack/web-api';
import type { LocalSlack } from '../../../src/local-slack/index.js';
import { quiet } from './quiet.js';

/** The official client without retries. */
export function clientOf(local: LocalSlack, token: string | undefined): WebClient {
  return new WebClient(token, {
    slackApiUrl: local.apiUrl,
    logger: quiet,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
}

/** Slack's error code for a failed call; undefined if it succeeded. */
export async function errorOf(call: Promise<unknown>): Promise<string | undefined> {
  return call.then(
    () => undefined,
    (thrown) => thrown.data?.error ?? thrown.code,
  );
}
