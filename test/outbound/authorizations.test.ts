import { createListAuthorizations } from '../../src/outbound/index.js';
import type { SlackAnswer, SlackRequest } from '../../src/slack/index.js';

const ok = (body: Record<string, unknown>): SlackAnswer => ({ ok: true, status: 200, body });

function setUp(answers: SlackAnswer[], appToken: string | undefined = 'xapp-1') {
  const requests: SlackRequest[] = [];
  let now = 0;
  const list = createListAuthorizations({
    appToken,
    elapsed: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    async call(request) {
      requests.push(request);
      return answers[requests.length - 1] as SlackAnswer;
    },
  });
  return { list, requests };
}

test('lists the authorizations of an event, page by page, with the app-level token', async () => {
  const one = {
    enterprise_id: 'E1',
    team_id: 'T1',
    user_id: 'U1',
    is_bot: true,
    is_enterprise_install: false,
  };
  const { list, requests } = setUp([
    ok({ authorizations: [one], response_metadata: { next_cursor: 'more' } }),
    ok({ authorizations: [{ team_id: 'T2' }, 'nonsense'], response_metadata: { next_cursor: '' } }),
  ]);
  expect(await list('EC1')).toEqual([
    one,
    {
      enterprise_id: undefined,
      team_id: 'T2',
      user_id: undefined,
      is_bot: false,
      is_enterprise_install: false,
    },
  ]);
  expect(requests).toMatchObject([
    { method: 'apps.event.authorizations.list', token: 'xapp-1', args: { event_context: 'EC1' } },
    { args: { event_context: 'EC1', cursor: 'more' } },
  ]);
});

test('a page that Slack limits is asked for again', async () => {
  const limited: SlackAnswer = { ok: false, error: 'ratelimited', status: 429, body: {}, retryAfterMs: 1 };
  const { list, requests } = setUp([limited, ok({ authorizations: [{ team_id: 'T1' }] })]);
  expect(await list('EC1')).toMatchObject([{ team_id: 'T1' }]);
  expect(requests).toHaveLength(2);
});

test('a refusal of Slack is thrown', async () => {
  const { list } = setUp([{ ok: false, error: 'missing_scope', status: 200, body: {} }]);
  await expect(list('EC1')).rejects.toThrow('missing_scope');
});

test('without an app-level token, the error says which one is needed', async () => {
  const list = createListAuthorizations({
    appToken: undefined,
    call: () => Promise.reject(new Error('called')),
  });
  await expect(list('EC1')).rejects.toMatchObject({
    code: 'outbound.no_app_token',
    message: expect.stringContaining('authorizations:read'),
  });
});
