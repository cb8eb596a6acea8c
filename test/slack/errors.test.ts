import { isPassing, kindOfSlackError, refusesToken, remedyFor } from '../../src/slack/index.js';

test.each([
  ['ratelimited', 'resource_exhausted', { passes: true, refused: false }],
  ['internal_error', 'unavailable', { passes: true, refused: false }],
  ['team_added_to_org', 'unavailable', { passes: true, refused: false }],
  ['token_revoked', 'unauthenticated', { passes: false, refused: true }],
  ['account_inactive', 'unauthenticated', { passes: false, refused: true }],
  ['missing_scope', 'permission_denied', { passes: false, refused: false }],
  ['message_limit_exceeded', 'resource_exhausted', { passes: false, refused: false }],
  ['no_such_word', 'not_found', { passes: false, refused: false }],
  ['is_archived', 'failed_precondition', { passes: false, refused: false }],
  ['toString', 'failed_precondition', { passes: false, refused: false }],
])('%s is %s', (error, kind, { passes, refused }) => {
  expect(kindOfSlackError(error)).toBe(kind);
  expect(isPassing(error)).toBe(passes);
  expect(refusesToken(error)).toBe(refused);
});

test('the remedy depends on the kind of token', () => {
  expect(remedyFor('invalid_auth', 'bot')).toContain('SLACK_BOT_TOKEN');
  expect(remedyFor('invalid_auth', 'app')).toContain('SLACK_APP_TOKEN');
  expect(remedyFor('missing_scope', 'bot')).toBeUndefined();
  expect(remedyFor('toString', 'app')).toBeUndefined();
});
