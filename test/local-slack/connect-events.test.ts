import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { call, eventsFor, twoSides } from './support/two-sides.js';

const [ACME, HARBOUR, COAST] = ['T0LOCAL001', 'T0LOCAL002', 'E0LOCAL001'];

let local: LocalSlack;

beforeEach(async () => {
  local = await startLocalSlack({ seed: twoSides });
});
afterEach(() => local.close());

const botOf = (app: string, team: string) => local.app(app).botIn(team);
const acme = () => local.workspace('acme');
const harbour = () => local.workspace('harbour');

/** The authorization of an app that is installed in Acme. */
const ofAcme = (app: string) => [
  {
    enterprise_id: null,
    team_id: ACME,
    user_id: botOf(app, ACME).botUserId,
    is_bot: true,
    is_enterprise_install: false,
  },
];

/** What Slack adds to a message of Chika for apps outside of Coast. */
const chikaAbroad = {
  user_team: COAST,
  source_team: COAST,
  user_profile: {
    avatar_hash: 'u0local003',
    image_72: expect.stringContaining('/avatars/U0LOCAL003.svg'),
    first_name: 'Chika',
    real_name: 'Chika Tanaka',
    display_name: 'chika',
    team: COAST,
    name: 'chika',
    is_restricted: false,
    is_ultra_restricted: false,
  },
};

// The events have the workspaces that Slack's have in slack_connect_events_api_requests and the patterns after it:
// https://github.com/slackapi/bolt-python/blob/main/tests/slack_bolt/request/test_internals.py
describe('an app that is installed at the host only', () => {
  const throughAcme = { context_team_id: ACME, context_enterprise_id: null, is_ext_shared_channel: true };

  test('is sent a message of the other side with the author’s workspace outside, and its own authorization', async () => {
    await harbour().as('chika').post('joint', 'Hey!');
    const [body] = await eventsFor(local, 'Poll');
    expect(body).toEqual({
      token: expect.any(String),
      team_id: HARBOUR,
      enterprise_id: COAST,
      ...throughAcme,
      api_app_id: local.app('Poll').appId,
      event: {
        type: 'message',
        client_msg_id: expect.any(String),
        text: 'Hey!',
        user: harbour().user('chika').id,
        team: HARBOUR,
        ...chikaAbroad,
        ts: expect.any(String),
        event_ts: expect.any(String),
        channel: acme().channel('joint').id,
        channel_type: 'channel',
      },
      type: 'event_callback',
      event_id: expect.stringMatching(/^Ev/),
      event_time: expect.any(Number),
      authorizations: ofAcme('Poll'),
      event_context: expect.stringMatching(/^4-/),
    });
  });

  test('is sent a mention by the other side with its own workspace as team, and the author’s as user_team', async () => {
    await harbour()
      .as('chika')
      .post('joint', `<@${botOf('Poll', ACME).botUserId}> hey`);
    const [body] = await eventsFor(local, 'Poll', 'app_mention');
    expect(body).toMatchObject({
      team_id: ACME,
      ...throughAcme,
      event: { team: ACME, ...chikaAbroad },
      authorizations: ofAcme('Poll'),
    });
    expect(body).not.toHaveProperty('enterprise_id');
  });

  test('is sent a reaction of the other side with its own workspace outside', async () => {
    const message = await acme().as('ana').post('joint', 'Look');
    await harbour().as('chika').react(message, 'eyes');
    const [body] = await eventsFor(local, 'Poll', 'reaction_added');
    expect(body).toMatchObject({ team_id: ACME, ...throughAcme, authorizations: ofAcme('Poll') });
    expect(body).not.toHaveProperty('enterprise_id');
  });

  test('is sent an edit of the other side with the fields of a foreign author inside', async () => {
    const { channel, message } = await harbour().as('chika').post('joint', 'Hey!');
    await harbour().as('chika').edit({ channel, message }, 'Ho!');
    const [, body] = await eventsFor(local, 'Poll', 'message');
    expect(body?.event).toMatchObject({
      subtype: 'message_changed',
      message: { text: 'Ho!', ...chikaAbroad },
      previous_message: { text: 'Hey!', ...chikaAbroad },
    });
  });

  test('gets one event for a changed profile on the other side', async () => {
    await harbour().changeProfile('chika', { title: 'Captain' });
    const events = await eventsFor(local, 'Poll', 'user_change');
    expect(events.map(({ event }) => Object(event).user.profile.title)).toEqual(['Captain']);
  });

  test('is sent a message of its own side without the fields of a foreign author', async () => {
    await acme().as('ana').post('joint', 'Hey!');
    const [body] = await eventsFor(local, 'Poll');
    expect(body).toMatchObject({ team_id: ACME, ...throughAcme, authorizations: ofAcme('Poll') });
    expect(Object.keys(Object(body?.event))).not.toContain('user_team');
  });
});

// slack_connect_from_non_grid_test_patterns and slack_connect_from_grid_test_patterns of the same file.
describe('an app that is installed on both sides, with the bot of the guest in the channel', () => {
  const throughHarbour = {
    context_team_id: HARBOUR,
    context_enterprise_id: COAST,
    is_ext_shared_channel: true,
  };

  beforeEach(async () => {
    await acme().as('ana').invite('pier', botOf('Tally', ACME).botUserId);
    await local.idle();
  });

  test.each([
    ['the guest', () => acme().as('ana'), { team_id: ACME }],
    ['the host', () => harbour().as('chika'), { team_id: HARBOUR, enterprise_id: COAST }],
  ])('hears once of a message of %s, through the host and for the guest', async (_who, person, where) => {
    const before = (await eventsFor(local, 'Tally')).length;
    await person().post('pier', 'Hi');
    const [body, ...others] = (await eventsFor(local, 'Tally')).slice(before);
    expect(body).toMatchObject({ ...where, ...throughHarbour, authorizations: ofAcme('Tally') });
    expect(others).toEqual([]);
    expect(Object(body).enterprise_id).toBe(Object(where).enterprise_id);
  });

  test('gets an event for a new member from the guest at the host, in the context of the guest', async () => {
    await acme().as('ana').invite('pier', 'ben');
    const [, body] = await eventsFor(local, 'Tally', 'member_joined_channel');
    expect(body).toMatchObject({
      team_id: HARBOUR,
      enterprise_id: COAST,
      context_team_id: ACME,
      context_enterprise_id: null,
      event: { user: acme().user('ben').id, team: ACME, inviter: acme().user('ana').id },
      authorizations: ofAcme('Tally'),
    });
  });
});

test('a channel of one organisation is not shared externally, and its people are not foreign', async () => {
  await local.workspace('lagoon').as('emil').post('sluice', 'Hi');
  const [body] = await eventsFor(local, 'Wide', 'message');
  expect(body).toMatchObject({ is_ext_shared_channel: false, event: { text: 'Hi' } });
  expect(Object.keys(Object(body?.event))).not.toContain('user_team');
});

describe('conversations.info', () => {
  const info = async (token: string, channel: string) =>
    (await call(local, token, 'conversations.info', { channel })).channel;

  test.each([
    ['host', 'acme', { shared_team_ids: [ACME, COAST], context_team_id: ACME }],
    ['guest', 'harbour', { shared_team_ids: [HARBOUR, ACME], context_team_id: HARBOUR }],
  ])('tells the %s with whom an external channel is shared', async (_side, domain, expected) => {
    const workspace = local.workspace(domain);
    const { botToken } = botOf('Tally', workspace.team.id);
    expect(await info(botToken, workspace.channel('joint').id)).toMatchObject({
      is_shared: true,
      is_ext_shared: true,
      is_org_shared: false,
      internal_team_ids: [],
      connected_team_ids: [ACME, COAST],
      conversation_host_id: ACME,
      ...expected,
    });
  });

  test('says that a channel within an organisation is not external', async () => {
    const { id } = harbour().channel('sluice');
    const found = await info(botOf('Tally', HARBOUR).botToken, id);
    expect(found).toMatchObject({
      is_shared: true,
      is_ext_shared: false,
      is_org_shared: true,
      shared_team_ids: [HARBOUR, 'T0LOCAL003'],
      internal_team_ids: [HARBOUR, 'T0LOCAL003'],
    });
    expect(found).not.toHaveProperty('conversation_host_id');
  });

  test('says that any other channel is not shared', async () => {
    const { id } = acme().channel('general');
    expect(await info(botOf('Poll', ACME).botToken, id)).toMatchObject({
      is_shared: false,
      is_ext_shared: false,
      is_org_shared: false,
      shared_team_ids: [ACME],
    });
  });
});

describe('users.info', () => {
  const info = (name: string, args: object = {}) =>
    call(local, botOf('Poll', ACME).botToken, 'users.info', { user: harbour().user(name).id, ...args });

  test('shows an external member whole, with the workspace they come from, but no locale', async () => {
    const { user } = await info('chika', { include_locale: true });
    expect(user).toMatchObject({
      team_id: HARBOUR,
      is_stranger: false,
      profile: { title: 'Pilot', team: HARBOUR },
    });
    expect(user).not.toHaveProperty('locale');
  });

  test.each(['dora', 'gus'])('shows little of %s, with whom the bot shares no channel', async (name) => {
    const { user } = await info(name);
    expect(user).toMatchObject({ team_id: HARBOUR, name, is_stranger: true, profile: { team: HARBOUR } });
    expect(Object(user).profile).not.toHaveProperty('title');
    expect(Object(user).profile).not.toHaveProperty('email');
  });

  test('knows nobody of a workspace with which this one shares no channel', async () => {
    const user = local.workspace('lagoon').user('emil').id;
    expect(await call(local, botOf('Poll', ACME).botToken, 'users.info', { user })).toEqual({
      ok: false,
      error: 'user_not_found',
    });
  });

  test('does not mark people of the same organisation', async () => {
    const user = local.workspace('lagoon').user('emil').id;
    const answer = await call(local, botOf('Tally', HARBOUR).botToken, 'users.info', { user });
    expect(answer).toMatchObject({ ok: true, user: { id: user } });
    expect(answer.user).not.toHaveProperty('is_stranger');
  });
});

describe('an app that is installed org-wide', () => {
  const authorizations = () => [
    {
      enterprise_id: COAST,
      team_id: null,
      user_id: botOf('Wide', HARBOUR).botUserId,
      is_bot: true,
      is_enterprise_install: true,
    },
  ];

  test('is sent events of every workspace for its organisation', async () => {
    await local.workspace('lagoon').as('emil').post('general', 'Hi');
    const [body] = await eventsFor(local, 'Wide');
    expect(body).toMatchObject({
      team_id: 'T0LOCAL003',
      enterprise_id: COAST,
      context_team_id: null,
      context_enterprise_id: COAST,
      is_ext_shared_channel: false,
      authorizations: authorizations(),
    });
  });

  test('is sent a message from outside of its organisation with the workspace of the author', async () => {
    await harbour().as('chika').invite('pier', botOf('Wide', HARBOUR).botUserId);
    await acme().as('ana').post('pier', 'Hi');
    const body = (await eventsFor(local, 'Wide', 'message')).at(-1);
    expect(body).toMatchObject({
      team_id: ACME,
      context_team_id: null,
      context_enterprise_id: COAST,
      is_ext_shared_channel: true,
      event: { text: 'Hi', team: ACME, user_team: ACME, source_team: ACME },
      authorizations: authorizations(),
    });
  });
});
