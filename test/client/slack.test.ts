import { Metadata, status } from '@grpc/grpc-js';
import { HavocError } from '../../src/base/index.js';
import { SlackError } from '../../src/client/errors.js';
import { Havoc } from '../../src/client/havoc.js';
import { toSlackStatus, toStatus } from '../../src/grpc/status.js';
import { Failure } from './fake-sidecar.js';
import { createHarness, type Harness } from './harness.js';
import { createRecordedLog } from './recorded-log.js';

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness({}, { token: 's3' });
});
afterEach(() => harness.end());

test('a method sends and returns Slack’s JSON', async () => {
  harness.sidecar.answers.set('chat.postMessage', () => ({
    ok: true,
    channel: 'C1',
    ts: '1.2',
    message: { text: 'hi', bot_id: 'B1' },
  }));
  const blocks = [
    { type: 'section', text: { type: 'mrkdwn', text: '*hi*' } },
    {
      type: 'actions',
      elements: [{ type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'Go' } }],
    },
  ];
  const answer = await harness.havoc.slack.chat.postMessage({ channel: 'C1', text: 'hi', blocks });
  expect(answer).toEqual({ ok: true, channel: 'C1', ts: '1.2', message: { text: 'hi', bot_id: 'B1' } });
  const call = await harness.sidecar.calls.take();
  expect(call.args).toEqual({ channel: 'C1', text: 'hi', blocks });
  expect(call.metadata).toMatchObject({ authorization: 'Bearer s3' });
  expect(call.metadata).not.toHaveProperty('havoc-team');
});

test('an explicitly empty list is sent', async () => {
  harness.sidecar.answers.set('chat.update', () => ({ ok: true }));
  await harness.havoc.slack.chat.update({ channel: 'C1', ts: '1.2', text: 'done', blocks: [] });
  expect((await harness.sidecar.calls.take()).args).toMatchObject({ blocks: [] });
});

test('for() chooses the installation, and keeps the fields that are not given', async () => {
  harness.sidecar.answers.set('users.profile.get', () => ({ ok: true }));
  await harness.havoc.slack.for({ team: 'T1', enterprise: 'E1' }).for({ user: 'U1' }).users.profile.get({});
  const { metadata } = await harness.sidecar.calls.take();
  expect(metadata).toMatchObject({ 'havoc-team': 'T1', 'havoc-enterprise': 'E1', 'havoc-user': 'U1' });
});

test('arguments may be left out if Slack requires none', async () => {
  harness.sidecar.answers.set('auth.test', () => ({ ok: true, user_id: 'U0BOT' }));
  expect(await harness.havoc.slack.auth.test()).toEqual({ ok: true, user_id: 'U0BOT' });
});

test('arguments that Slack does not declare, or declares with another type, are sent unchanged', async () => {
  harness.sidecar.answers.set('chat.postMessage', () => ({ ok: true }));
  const args = '{"later":[null],"channel":"C1","text":{"no":"text"},"blocks":"[]"}';
  await harness.havoc.slack.chat.postMessage(JSON.parse(args));
  expect(JSON.stringify((await harness.sidecar.calls.take()).args)).toBe(args);
});

test('slack is not thenable, and has only Slack’s methods', async () => {
  const { slack } = harness.havoc;
  await expect(Promise.resolve(slack)).resolves.toBe(slack);
  expect(Reflect.get(slack, 'nothing')).toBeUndefined();
  expect(Reflect.get(slack.chat, 'toString')).toBeUndefined();
});

/** A failure with the sidecar's status. */
const fail = ({ code, details, metadata }: ReturnType<typeof toStatus>) =>
  new Failure(code, details, metadata);

test('a call that Slack refuses throws a SlackError with Slack’s whole answer', async () => {
  const body = {
    ok: false,
    error: 'missing_scope',
    needed: 'chat:write',
    provided: 'users:read',
    response_metadata: { messages: ['x'] },
  };
  harness.sidecar.answers.set('chat.postMessage', () => {
    throw fail(toSlackStatus('chat.postMessage', { ok: false, error: 'missing_scope', status: 200, body }));
  });
  const error = await harness.havoc.slack.chat
    .postMessage({ channel: 'C1', text: 'x' })
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SlackError);
  expect(error).toMatchObject({
    name: 'SlackError',
    code: 'missing_scope',
    method: 'chat.postMessage',
    needed: 'chat:write',
    provided: 'users:read',
    data: body,
  });
});

test('the error of a rate limit has the time to wait', async () => {
  harness.sidecar.answers.set('chat.postMessage', () => {
    const body = { ok: false, error: 'ratelimited' };
    throw fail(
      toSlackStatus('chat.postMessage', {
        ok: false,
        error: 'ratelimited',
        status: 429,
        body,
        retryAfterMs: 30_500,
      }),
    );
  });
  const posting = harness.havoc.slack.chat.postMessage({ channel: 'C1', text: 'x' });
  await expect(posting).rejects.toMatchObject({ code: 'ratelimited', retryAfterMs: 30_500 });
});

test('a call that havoc refuses throws a HavocError with its code', async () => {
  harness.sidecar.answers.set('auth.test', () => {
    throw fail(
      toStatus(
        new HavocError({ kind: 'not_found', code: 'installations.unknown', message: 'No installation.' }),
      ),
    );
  });
  await expect(harness.havoc.slack.auth.test()).rejects.toMatchObject({
    name: 'HavocError',
    kind: 'not_found',
    code: 'installations.unknown',
    message: 'auth.test failed: No installation.',
  });
});

test.each([
  ['no', new Metadata()],
  ['unreadable', metadataWith(Buffer.from([0xff, 0xff, 0xff]))],
])('a failure with %s details is a HavocError', async (_, metadata) => {
  harness.sidecar.answers.set('auth.test', () => {
    throw new Failure(status.UNAVAILABLE, 'down', metadata);
  });
  await expect(harness.havoc.slack.auth.test()).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'client.call_failed',
  });
});

function metadataWith(bytes: Buffer): Metadata {
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', bytes);
  return metadata;
}

test('a signal cancels the call in the client and in the sidecar', async () => {
  const cancelled = new Promise<void>((resolve) => {
    harness.sidecar.answers.set('auth.test', (_, signal) => {
      signal.addEventListener('abort', () => resolve());
      return new Promise(() => {});
    });
  });
  const controller = new AbortController();
  const testing = harness.havoc.slack.auth.test({}, { signal: controller.signal });
  await harness.sidecar.calls.take();
  controller.abort(new Error('no longer wanted'));
  await expect(testing).rejects.toThrow('no longer wanted');
  await cancelled;
  await expect(harness.havoc.slack.auth.test({}, { signal: controller.signal })).rejects.toThrow(
    'no longer wanted',
  );
});

test('a call ends after its timeout', async () => {
  await harness.havoc.start();
  harness.sidecar.answers.set('auth.test', () => new Promise(() => {}));
  await expect(harness.havoc.slack.auth.test({}, { timeoutMs: 500 })).rejects.toMatchObject({
    kind: 'deadline_exceeded',
  });
});

test('a call without a sidecar fails with client.no_sidecar', async () => {
  const havoc = new Havoc({ address: 'unix:/nowhere/havoc.sock', log: createRecordedLog() });
  await expect(havoc.slack.auth.test({}, { timeoutMs: 50 })).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'client.no_sidecar',
    message: expect.stringContaining('unix:/nowhere/havoc.sock'),
  });
  await havoc.stop();
});
