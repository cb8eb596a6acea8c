import { WebClient } from '@slack/web-api';
import type { LocalSlack } from '../../../src/local-slack/index.js';
import { quiet } from './quiet.js';

/** The official client, which tries once. */
export function clientOf(local: LocalSlack, token: string | undefined): WebClient {
  return new WebClient(token, {
    slackApiUrl: local.apiUrl,
    logger: quiet,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
}

/** Slack's word for what was wrong; undefined where nothing was. */
export async function errorOf(call: Promise<unknown>): Promise<string | undefined> {
  return call.then(
    () => undefined,
    (thrown) => thrown.data?.error ?? thrown.code,
  );
}
