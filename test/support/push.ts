import { sign } from '../../src/slack/index.js';
import type { Stack } from './stack.js';

/** Posts a body to the sidecar of a stack, signed as Slack does. @returns the status of the answer */
export async function push(
  { local, sidecar }: Stack,
  rawBody: Buffer,
  contentType = 'application/json',
): Promise<number> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const response = await fetch(`${sidecar().publicUrl}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': contentType,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': sign({ secret: local.signingSecret, timestamp, rawBody }),
    },
    body: new Uint8Array(rawBody),
  });
  await response.body?.cancel();
  return response.status;
}
