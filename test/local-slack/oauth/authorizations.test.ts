import type { LocalSlack } from '../../../src/local-slack/index.js';
import type { Json } from '../../../src/local-slack/model.js';
import { callWith, eventsOf, startOauthSlack } from '../support/oauth.js';

let local: LocalSlack;

beforeEach(async () => {
  local = await startOauthSlack();
});
afterEach(() => local.close());

const list = (args: Record<string, string>, app = 'Poll') =>
  callWith(local, local.app(app).appToken, 'apps.event.authorizations.list', args);

/** The newest event of Poll, for a message that Ana posts. */
async function newestEvent(): Promise<Json> {
  await local.as('ana').post('general', 'hello');
  return (await eventsOf(local)).at(-1) ?? {};
}

test('lists the bots and people for whom an event is visible, page by page', async () => {
  const { installation } = await local.app('Poll').install();
  await local.app('Poll').install({ person: 'ben', scopes: { user: ['channels:history'] } });
  await local.app('Poll').install({ team: 'acme' });
  await local.as('ana').invite('general', 'poll');
  const { event_context, authorizations } = await newestEvent();
  const bot = {
    enterprise_id: 'E0LOCAL001',
    team_id: 'T0LOCAL001',
    user_id: installation.bot_user_id,
    is_bot: true,
    is_enterprise_install: false,
  };
  expect(authorizations).toEqual([bot]);
  const args = { event_context: String(event_context) };
  const ben = { ...bot, user_id: local.user('ben').id, is_bot: false };
  expect(await list(args)).toMatchObject({ ok: true, authorizations: [bot, ben] });
  const first = await list({ ...args, limit: '1' });
  const { next_cursor: cursor } = first.response_metadata as { next_cursor: string };
  expect([first.authorizations, (await list({ ...args, cursor })).authorizations]).toEqual([[bot], [ben]]);
});

test('lists an org-wide installation without a team', async () => {
  const { installation } = await local.app('Poll').install({ enterprise: 'coast', teams: ['lighthouse'] });
  await local.as('ana').invite('general', 'poll');
  const { event_context } = await newestEvent();
  expect(await list({ event_context: String(event_context) })).toMatchObject({
    authorizations: [
      {
        enterprise_id: 'E0LOCAL001',
        team_id: null,
        user_id: installation.bot_user_id,
        is_bot: true,
        is_enterprise_install: true,
      },
    ],
  });
});

test.each(['', '4-', '4-abc', '5-e30', '4-e30', `4-${Buffer.from('{"aid":1}').toString('base64url')}`])(
  'the event_context %j is not valid',
  async (event_context) => {
    const error = event_context === '' ? 'invalid_arguments' : 'invalid_event_context';
    expect(await list({ event_context })).toMatchObject({ ok: false, error });
  },
);

test('another app cannot ask for an event, and a bot not at all', async () => {
  const { botToken } = await local.app('Poll').install();
  await local.as('ana').invite('general', 'poll');
  const { event_context } = await newestEvent();
  const args = { event_context: String(event_context) };
  expect(await list(args, 'Todo')).toEqual({ ok: false, error: 'auth_mismatch' });
  expect(await callWith(local, botToken, 'apps.event.authorizations.list', args)).toEqual({
    ok: false,
    error: 'not_allowed_token_type',
  });
});
