import { HavocError } from '../../src/base/index.js';
import type { SlackAnswer } from '../../src/slack/index.js';
import { watchToken } from '../../src/wiring/slack-token.js';

/** Makes these calls; returns the refusal of the token xoxb-mine after each answer. */
async function refusalsAfter(...answers: [token: string, error?: string][]) {
  let answer: SlackAnswer;
  const watch = watchToken(async () => answer, 'xoxb-mine');
  const refusals: (string | undefined)[] = [];
  for (const [token, error] of answers) {
    answer = { ok: error === undefined, error, status: 200, body: {} };
    expect(await watch.call({ method: 'team.info', token, args: {} })).toBe(answer);
    refusals.push(watch.refusal());
  }
  return refusals;
}

test.each(['invalid_auth', 'not_authed', 'token_revoked', 'token_expired', 'account_inactive'])(
  'the refusal %s is kept until a call succeeds, even if another call fails for another reason',
  async (error) => {
    const calls = [['xoxb-mine', error], ['xoxb-mine', 'ratelimited'], ['xoxb-mine']] as [string, string?][];
    expect(await refusalsAfter(...calls)).toEqual([error, error, undefined]);
  },
);

test('an error about another token or the arguments does not count', async () => {
  expect(await refusalsAfter(['xapp-other', 'invalid_auth'], ['xoxb-mine', 'channel_not_found'])).toEqual([
    undefined,
    undefined,
  ]);
  expect(await refusalsAfter(['xoxb-mine', 'invalid_auth'], ['xapp-other'])).toEqual([
    'invalid_auth',
    'invalid_auth',
  ]);
});

test('reports why the last call got no answer, until a call gets one', async () => {
  const unreachable = 'Slack did not answer team.info: getaddrinfo ENOTFOUND slack.com';
  const answers: (() => Promise<SlackAnswer>)[] = [
    () =>
      Promise.reject(
        new HavocError({ kind: 'unavailable', code: 'slack.unreachable', message: unreachable }),
      ),
    () =>
      Promise.reject(new HavocError({ kind: 'cancelled', code: 'slack.cancelled', message: 'cancelled' })),
    async () => ({ ok: false, error: 'ratelimited', status: 429, body: {} }),
  ];
  const watch = watchToken(async () => (answers.shift() as () => Promise<SlackAnswer>)(), 'xoxb-mine');
  const troubles: (string | undefined)[] = [];
  for (const _ of [...answers]) {
    await watch.call({ method: 'team.info', args: {} }).catch(() => undefined);
    troubles.push(watch.trouble());
  }
  expect(troubles).toEqual([unreachable, unreachable, undefined]);
});
