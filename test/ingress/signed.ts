import { sign } from '../../src/slack/index.js';

export const SECRET = 'a-signing-secret-for-tests';
export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';

/** Returns the headers of a request that Slack signed just now. */
export function signed(body: string | Buffer, contentType = JSON_TYPE, change: Record<string, string> = {}) {
  const timestamp = change['x-slack-request-timestamp'] ?? String(Math.floor(Date.now() / 1000));
  return {
    'content-type': contentType,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': sign({ secret: SECRET, timestamp, rawBody: body }),
    ...change,
  };
}
