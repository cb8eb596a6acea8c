import { status } from '@grpc/grpc-js';
import { HavocError } from '../../src/base/index.js';
import { toSlackStatus, toStatus } from '../../src/grpc/status.js';
import { decodeStatusDetails } from '../../src/wire/index.js';
import { refusal } from '../support/refusal.js';

const detailsOf = ({ metadata }: ReturnType<typeof toStatus>) => {
  const [bytes] = metadata.get('grpc-status-details-bin');
  return decodeStatusDetails(Buffer.from(bytes ?? ''));
};

/** Returns the size of the trailers as HTTP/2 counts it: name, value and 32 bytes for each. */
function sizeOf({ details, metadata }: ReturnType<typeof toStatus>): number {
  const [bytes] = metadata.get('grpc-status-details-bin');
  const values = ['5', encodeURI(details), Buffer.from(bytes ?? '').toString('base64')];
  const names = ['grpc-status', 'grpc-message', 'grpc-status-details-bin'];
  return [...names, ...values].join('').length + 3 * 32;
}

test("havoc's own error keeps its code and fields", () => {
  const failed = toStatus(
    new HavocError({
      kind: 'not_found',
      code: 'messages.not_found',
      message: 'Nothing there.',
      fields: { key: 'k', n: 1, none: undefined },
    }),
  );
  expect(failed).toMatchObject({ code: status.NOT_FOUND, details: 'Nothing there.' });
  expect(detailsOf(failed)).toEqual({
    domain: 'havoc',
    reason: 'messages.not_found',
    metadata: { key: 'k', n: '1' },
  });
});

test('a defect does not show its content to the caller', () => {
  const failed = toStatus(new Error('password=secret'));
  expect(failed.code).toBe(status.INTERNAL);
  expect(JSON.stringify([failed.details, detailsOf(failed)])).not.toContain('secret');
});

test("the status has Slack's error, the scopes and the whole answer", () => {
  const body = { ok: false, error: 'missing_scope', needed: 'users:read', provided: 'chat:write' };
  const failed = toSlackStatus('users.info', refusal('missing_scope', { body }));
  expect(failed.code).toBe(status.PERMISSION_DENIED);
  expect(failed.details).toContain('users:read');
  const { data, ...metadata } = detailsOf(failed).metadata;
  expect(metadata).toEqual({ method: 'users.info', needed: 'users:read', provided: 'chat:write' });
  expect(JSON.parse(data ?? '')).toEqual(body);
});

test.each([30_000, 1_500, 1, 86_400_000])('a rate limit says when to try again: %d ms', (retryAfterMs) => {
  const failed = toSlackStatus('chat.postMessage', refusal('ratelimited', { status: 429, retryAfterMs }));
  expect(failed.code).toBe(status.RESOURCE_EXHAUSTED);
  expect(detailsOf(failed)).toMatchObject({ domain: 'slack.com', reason: 'ratelimited', retryAfterMs });
});

test("has Slack's messages about the fault, and leaves out what does not fit into trailers", () => {
  const body = {
    ok: false,
    error: 'invalid_blocks',
    response_metadata: { messages: ['[ERROR] no more than 50 items allowed [json-pointer:/blocks]'] },
    echo: 'x'.repeat(10_000),
  };
  const failed = toSlackStatus('chat.postMessage', refusal('invalid_blocks', { body }));
  expect(failed.details).toContain('no more than 50 items');
  const { data = '' } = detailsOf(failed).metadata;
  expect(JSON.parse(data)).toEqual({
    ok: false,
    error: 'invalid_blocks',
    response_metadata: body.response_metadata,
  });
});

test.each([
  ['invalid_auth', 'UNAUTHENTICATED'],
  ['not_authed', 'UNAUTHENTICATED'],
  ['token_revoked', 'UNAUTHENTICATED'],
  ['account_inactive', 'UNAUTHENTICATED'],
  ['missing_scope', 'PERMISSION_DENIED'],
  ['not_allowed_token_type', 'PERMISSION_DENIED'],
  ['not_in_channel', 'PERMISSION_DENIED'],
  ['restricted_action', 'PERMISSION_DENIED'],
  ['cant_update_message', 'PERMISSION_DENIED'],
  ['channel_not_found', 'NOT_FOUND'],
  ['user_not_found', 'NOT_FOUND'],
  ['message_not_found', 'NOT_FOUND'],
  ['no_reaction', 'NOT_FOUND'],
  ['ratelimited', 'RESOURCE_EXHAUSTED'],
  ['message_limit_exceeded', 'RESOURCE_EXHAUSTED'],
  ['already_reacted', 'ALREADY_EXISTS'],
  ['name_taken', 'ALREADY_EXISTS'],
  ['hash_conflict', 'ABORTED'],
  ['internal_error', 'UNAVAILABLE'],
  ['service_unavailable', 'UNAVAILABLE'],
  ['unknown_method', 'UNIMPLEMENTED'],
  ['invalid_blocks', 'INVALID_ARGUMENT'],
  ['invalid_arguments', 'INVALID_ARGUMENT'],
  ['no_text', 'INVALID_ARGUMENT'],
  ['msg_too_long', 'INVALID_ARGUMENT'],
  ['too_many_attachments', 'INVALID_ARGUMENT'],
  ['is_archived', 'FAILED_PRECONDITION'],
  ['expired_trigger_id', 'FAILED_PRECONDITION'],
  ['something_new', 'FAILED_PRECONDITION'],
] as const)('%s is %s', (error, code) => {
  expect(toSlackStatus('x.y', refusal(error)).code).toBe(status[code]);
});

const DEEP: unknown = JSON.parse(`${'['.repeat(10_000)}${']'.repeat(10_000)}`);

test.each<[string, unknown]>([
  ['of 2 MB', 'é'.repeat(1_000_000)],
  ['with a lone surrogate', 'a\ud800'],
  ['nested deep', DEEP],
  ['that cannot be a text', { toString: 1, valueOf: 1 }],
  ['null', null],
])('a refusal whose members are %s fits into a trailer', (_title, poison) => {
  const body = { ok: false, needed: poison, provided: poison, errors: [poison, poison] };
  const failed = toSlackStatus('users.info', refusal('missing_scope', { body }));
  expect(failed.code).toBe(status.PERMISSION_DENIED);
  expect(sizeOf(failed)).toBeLessThan(8_192);
  expect(detailsOf(failed)).toMatchObject({ reason: 'missing_scope', domain: 'slack.com' });
});

test.each([
  ['brackets', '['.repeat(70_000)],
  ['emoji', '😀'.repeat(5_000)],
  ['lone surrogates', '\ud83d'.repeat(5_000)],
  ['16 MB', 'é'.repeat(8_000_000)],
  ['control characters', '\0\n'.repeat(9_000)],
])('an error that quotes %s from its caller keeps its own words, and fits into trailers', (_title, echo) => {
  const fields = {
    [echo]: echo,
    ...Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`f${at}`, echo])),
  };
  const message = `The pattern /${echo}/ is invalid. Write another.`;
  const failed = toStatus(new HavocError({ kind: 'invalid_argument', code: `x.${echo}`, message, fields }));
  expect(failed.details).toMatch(/^The pattern \/.+ … .+\/ is invalid\. Write another\.$/su);
  expect(sizeOf(failed)).toBeLessThan(8_192);
  expect(detailsOf(failed)).toMatchObject({ domain: 'havoc', reason: expect.stringMatching(/^x\./) });
});

test('a short message stays as it is', () => {
  const message = 'Grüße, 😀';
  const failed = toStatus(new HavocError({ kind: 'invalid_argument', code: 'x.y', message }));
  expect(failed.details).toBe(message);
});

test.each(['constructor', '__proto__', 'toString'])("Slack's error %s is an ordinary text", (error) => {
  const failed = toSlackStatus('users.info', refusal(error));
  expect(failed).toMatchObject({
    code: status.FAILED_PRECONDITION,
    details: `Slack refused users.info: ${error}.`,
  });
});
