import { HavocError } from '../../src/base/index.js';
import type { SlackAnswer } from '../../src/slack/index.js';
import { watchSlack } from '../../src/wiring/slack-watch.js';

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
  const watch = watchSlack(async () => (answers.shift() as () => Promise<SlackAnswer>)());
  const troubles: (string | undefined)[] = [];
  for (const _ of [...answers]) {
    await watch.call({ method: 'team.info', token: 'xoxb-1', args: {} }).catch(() => undefined);
    troubles.push(watch.trouble());
  }
  expect(troubles).toEqual([unreachable, unreachable, undefined]);
});
