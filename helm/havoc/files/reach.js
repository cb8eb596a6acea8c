import { createHmac, randomUUID } from 'node:crypto';

const { HEALTH_URL, SLACK_URL, SLACK_SIGNING_SECRET: secret } = process.env;
const signal = AbortSignal.timeout(20_000);

if (HEALTH_URL) {
  const health = await fetch(HEALTH_URL, { signal });
  console.log(`${HEALTH_URL} answers ${health.status}: ${await health.text()}`);
  if (!health.ok) throw new Error('A pod is not ready.');
}

if (secret) {
  const challenge = randomUUID();
  const body = JSON.stringify({ type: 'url_verification', challenge });
  const timestamp = `${Math.floor(Date.now() / 1000)}`;
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const headers = {
    'content-type': 'application/json',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signature,
  };
  const answer = await fetch(SLACK_URL, { method: 'POST', headers, body, signal });
  const said = await answer.text();
  console.log(`${SLACK_URL} answers ${answer.status}: ${said}`);
  if (answer.status !== 200 || said !== challenge) throw new Error('The answer is not the challenge.');
} else {
  console.log('SLACK_SIGNING_SECRET is not set, so havoc uses Socket Mode only, and there is no request URL to test.');
}
