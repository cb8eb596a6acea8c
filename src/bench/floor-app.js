// The minimum that an app must do with Slack's requests: verify, parse, call the handler.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { record } from './recording.js';

const { SLACK_SIGNING_SECRET = '', PORT } = process.env;

function isSigned(headers, body) {
  const timestamp = String(headers['x-slack-request-timestamp']);
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) < 300)) return false;
  const digest = createHmac('sha256', SLACK_SIGNING_SECRET)
    .update(`v0:${timestamp}:`)
    .update(body)
    .digest('hex');
  const given = Buffer.from(String(headers['x-slack-signature']));
  const expected = Buffer.from(`v0=${digest}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    if (!isSigned(request.headers, body)) return response.writeHead(401).end();
    const { event } = JSON.parse(body.toString());
    response.writeHead(200).end();
    record(event.text);
  });
});
server.listen(Number(PORT), '127.0.0.1', () => process.send?.('ready'));
