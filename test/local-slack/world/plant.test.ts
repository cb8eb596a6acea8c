import {
  type LocalSlack,
  type Seed,
  startLocalSlack,
  type WorldSeed,
} from '../../../src/local-slack/index.js';
import { keyOf } from '../../../src/local-slack/store/collection.js';
import { messages } from '../../../src/local-slack/world/collections.js';
import { createScene } from '../support/scene.js';

let local: LocalSlack | undefined;
afterEach(async () => {
  await local?.close();
  local = undefined;
});

async function start(seed: Seed | WorldSeed, options: { appName?: string } = {}): Promise<LocalSlack> {
  local = await startLocalSlack({ seed, ...options });
  return local;
}

const ana = { name: 'ana', real_name: 'Ana F' };
const ben = { name: 'ben', real_name: 'Ben O' };
const acme: Seed = {
  team: { name: 'Acme', domain: 'acme' },
  people: [ana, ben],
  channels: [{ name: 'general', with_bot: true }],
};
const beta: Seed = {
  team: { name: 'Beta', domain: 'beta' },
  people: [{ name: 'zoe', real_name: 'Zoe Q' }],
  channels: [{ name: 'general', with_bot: true }],
};

test('the default seed has the same ids in every run', async () => {
  local = await startLocalSlack();
  const { team, appId, botId, botUserId, botToken, signingSecret } = local;
  expect({ team: team.id, appId, botId, botUserId, botToken, signingSecret }).toEqual({
    team: 'T0LOCAL001',
    appId: 'A0LOCAL001',
    botId: 'B0LOCAL001',
    botUserId: 'U0LOCAL900',
    botToken: 'xoxb-local-bot',
    signingSecret: 'local-signing-secret',
  });
  expect(local.people().map(({ id, name }) => `${id} ${name}`)).toEqual([
    'U0LOCAL001 ana',
    'U0LOCAL002 ben',
    'U0LOCAL003 chika',
    'U0LOCAL004 dmitri',
  ]);
  expect(local.channels().map(({ id, name, creator, members }) => [id, name, creator, members])).toEqual([
    [
      'C0LOCAL001',
      'general',
      'U0LOCAL001',
      ['U0LOCAL001', 'U0LOCAL002', 'U0LOCAL003', 'U0LOCAL004', 'U0LOCAL900'],
    ],
    [
      'C0LOCAL002',
      'random',
      'U0LOCAL001',
      ['U0LOCAL001', 'U0LOCAL002', 'U0LOCAL003', 'U0LOCAL004', 'U0LOCAL900'],
    ],
    ['C0LOCAL003', 'engineering', 'U0LOCAL001', ['U0LOCAL001', 'U0LOCAL002', 'U0LOCAL003']],
    ['C0LOCAL004', 'leads', 'U0LOCAL001', ['U0LOCAL001', 'U0LOCAL002']],
  ]);
});

test('members are in the order of the people, whatever the order in which the channel names them', async () => {
  const { channel, user } = await start({
    ...acme,
    channels: [{ name: 'general', members: ['ben', 'ana'] }],
  });
  expect(channel('general')).toMatchObject({
    creator: user('ana').id,
    members: [user('ana').id, user('ben').id],
    member_count: 2,
  });
});

describe('messages', () => {
  test('are there in order, with threads and reactions, and no app is told of them', async () => {
    const slack = await start(
      {
        ...acme,
        messages: [
          {
            channel: '#general',
            by: 'ana',
            text: 'Lunch?',
            reactions: { thumbsup: ['ben', 'ana'], pizza: ['Poll'] },
            replies: [
              { by: 'Poll', text: 'Vote!' },
              { by: 'ben', text: 'Yes' },
            ],
          },
          { channel: 'general', by: 'ben', text: 'Bye' },
        ],
      },
      { appName: 'Poll' },
    );
    await slack.idle();
    const [parent, vote, yes, bye] = slack.messages('general');
    expect([parent, vote, yes, bye].map((one) => one?.text)).toEqual(['Lunch?', 'Vote!', 'Yes', 'Bye']);
    expect(parent?.message).toMatchObject({
      reply_count: 2,
      reply_users: [slack.botUserId, slack.user('ben').id],
      reactions: [
        { name: 'thumbsup', count: 2, users: [slack.user('ben').id, slack.user('ana').id] },
        { name: 'pizza', count: 1, users: [slack.botUserId] },
      ],
    });
    expect(vote).toMatchObject({ bot_id: slack.botId, thread_ts: parent?.ts, user: slack.botUserId });
    expect(slack.pushes()).toEqual([]);
  });

  test('have their own times, also in channels that workspaces share and at the same time', async () => {
    const at = '2026-01-31T09:30:00Z';
    const posts = (by: string) => [
      { channel: 'both', by, text: `${by} 1`, at },
      { channel: 'both', by, text: `${by} 2`, at: '2026-01-31T09:30:01Z' },
      { channel: 'both', by, text: `${by} 3`, at },
      { channel: 'both', by, text: `${by} 4` },
    ];
    const slack = await start({
      workspaces: [
        {
          ...acme,
          channels: [{ name: 'general' }, { name: 'both', shared_with: { beta: ['zoe'] } }],
          messages: posts('ana'),
        },
        { ...beta, messages: posts('zoe') },
      ],
    });
    const seconds = Date.parse(at) / 1000;
    const all = slack.messages('both');
    expect(
      all.map(({ ts, text }) => `${Number(ts.split('.')[0]) - seconds}.${ts.split('.')[1]} ${text}`),
    ).toEqual([
      '0.000000 ana 1',
      '0.000001 ana 3',
      '0.000002 zoe 1',
      '0.000003 zoe 3',
      '1.000000 ana 2',
      '1.000001 ana 4',
      '1.000002 zoe 2',
      '1.000003 zoe 4',
    ]);
  });

  test('without a time come before everything that happens later', async () => {
    const { store, world, team, channel, act } = await createScene({
      ...acme,
      messages: [{ channel: 'general', by: 'ana', text: 'first' }],
    });
    const { ts = '' } = await act('ben', { type: 'post', channel: channel('general'), text: 'second' });
    const [first] = store.now.list(messages, 'channel', channel('general'));
    expect(first?.message.text).toBe('first');
    expect(Number(first?.message.ts)).toBeLessThan(Number(ts));
    expect(store.now.find(messages, keyOf(channel('general'), ts))).toBeDefined();
    expect(await world.log.head(team)).toBe(1);
  });
});

describe('apps', () => {
  test('are installed where the seed says, each with its own bot and tokens', async () => {
    const slack = await start({
      workspaces: [
        { ...acme, apps: [{ name: 'Acme only' }], channels: [{ name: 'general', with_bot: ['Poll'] }] },
        beta,
      ],
      apps: [
        { name: 'Poll', bot_token: 'xoxb-poll', app_token: 'xapp-poll', commands: ['/poll'] },
        { name: 'Beta only', installed_in: ['beta'] },
      ],
    });
    const [first, second] = slack.workspaces().map(({ team }) => team.id);
    expect(slack.apps().map(({ name, appId }) => `${appId} ${name}`)).toEqual([
      'A0LOCAL001 Poll',
      'A0LOCAL002 Beta only',
      'A0LOCAL003 Acme only',
    ]);
    const poll = slack.app('Poll');
    expect(poll).toMatchObject({ appToken: 'xapp-poll', signingSecret: 'local-signing-secret' });
    expect(slack.app('Beta only').signingSecret).not.toBe(poll.signingSecret);
    expect([poll.botIn(first ?? ''), poll.botIn(second ?? '')]).toEqual([
      { botId: 'B0LOCAL001', botUserId: 'U0LOCAL900', botToken: 'xoxb-poll' },
      { botId: 'B0LOCAL002', botUserId: 'U0LOCAL901', botToken: 'xoxb-local-T0LOCAL002-A0LOCAL001' },
    ]);
    expect(() => slack.app('Beta only').botIn(first ?? '')).toThrow('Beta only is not installed in');
    expect(slack.channel('general').members).toContain('U0LOCAL900');
    expect(slack.workspace('beta').channel('general').members).toEqual([
      slack.workspace('beta').user('zoe').id,
      'U0LOCAL901',
      slack.app('Beta only').botIn(second ?? '').botUserId,
    ]);
  });

  test('can have the name of a person, who is then meant by it', async () => {
    const slack = await start(acme, { appName: 'Ana' });
    expect(slack.user('ana').is_bot).toBe(false);
    const auth = await fetch(`${slack.apiUrl}auth.test`, {
      headers: { authorization: `Bearer ${slack.userToken('ana')}` },
    });
    expect(await auth.json()).toMatchObject({ ok: true, user_id: slack.as('ana').user.id });
  });

  test('the first app need not be installed in the first workspace', async () => {
    const slack = await start({ workspaces: [acme, beta], apps: [{ name: 'P', installed_in: ['beta'] }] });
    expect(slack.botUserId).toBe(slack.app('P').botIn(slack.workspace('beta').team.id).botUserId);
  });
});

describe('an organisation', () => {
  test('has people who are in several of its workspaces', async () => {
    const slack = await start({
      organisations: [{ name: 'Org', domain: 'org' }],
      workspaces: [
        { ...acme, organisation: 'org' },
        { ...beta, organisation: 'org', people: [...beta.people, 'ana'] },
      ],
    });
    const [here, there] = [slack.workspace('acme').user('ana'), slack.workspace('beta').user('ana')];
    expect(there.id).toBe(here.id);
    expect([here.team_id, there.team_id]).toEqual(['T0LOCAL001', 'T0LOCAL002']);
    const expected = { id: here.id, enterprise_id: 'E0LOCAL001', teams: ['T0LOCAL001', 'T0LOCAL002'] };
    expect([here.enterprise_user, there.enterprise_user]).toEqual([
      expect.objectContaining(expected),
      expect.objectContaining(expected),
    ]);
    expect(slack.team).toMatchObject({ enterprise_id: 'E0LOCAL001', enterprise_name: 'Org' });
  });

  test('learns in each workspace of a changed person', async () => {
    const slack = await start({
      organisations: [{ name: 'Org', domain: 'org' }],
      workspaces: [
        { ...acme, organisation: 'org' },
        { ...beta, organisation: 'org', people: [...beta.people, 'ana'] },
      ],
    });
    await slack.changeProfile('ana', { status_text: 'Lunch' });
    expect(slack.workspace('beta').user('ana').profile).toMatchObject({
      status_text: 'Lunch',
      team: 'T0LOCAL002',
    });
    await slack.idle();
    const told = slack.pushes({ name: 'user_change' }).map(({ body }) => body.team_id);
    expect(told).toEqual(['T0LOCAL001', 'T0LOCAL002']);
  });
});

test('a person can have an id of their own, which two people cannot share', async () => {
  const wendy = { id: 'W012A3CDE', name: 'wendy', real_name: 'Wendy W' };
  await start({ ...acme, people: [ana, wendy] });
  const message = await local?.as('wendy').post('general', 'hi');
  await local?.as('ana').post('general', '@wendy hello');
  expect(message?.user).toBe('W012A3CDE');
  expect(local?.messages('general').at(-1)?.text).toBe('<@W012A3CDE> hello');
  const twice = startLocalSlack({ seed: { ...acme, people: [wendy, { ...wendy, name: 'will' }] } });
  await expect(twice).rejects.toThrow("Two people have the id 'W012A3CDE'.");
});

test('a new person joins the general channel of their workspace, not one that is shared with it', async () => {
  const slack = await start({
    workspaces: [
      { ...acme, channels: [{ name: 'town-hall', shared_with: { beta: [] } }] },
      { ...beta, channels: [{ name: 'general' }] },
    ],
  });
  const there = slack.workspace('beta');
  const { id } = await there.addPerson({ name: 'new', real_name: 'New Q' });
  expect(there.channel('general').members).toContain(id);
  expect(there.channel('town-hall').members).not.toContain(id);
});

test('lists every contradiction of a seed', async () => {
  const failed = startLocalSlack({
    seed: {
      organisations: [
        { name: 'O', domain: 'o' },
        { name: 'O2', domain: 'o' },
      ],
      workspaces: [
        {
          ...acme,
          organisation: 'nope',
          people: [ana, ana, 'zoe'],
          channels: [
            { name: 'g', members: ['zed'], with_bot: ['X'], shared_with: { q: [], acme: [] } },
            { name: 'g' },
          ],
          messages: [
            { channel: 'g', by: 'nobody', text: 'a' },
            { channel: 'h', by: 'ana', text: 'b' },
            { channel: 'g', by: 'ana', text: 'c', at: 'noon' },
            { channel: 'g', by: 'ana', text: 'd', at: '2999-01-01T00:00:00Z' },
            {
              channel: 'g',
              by: 'ana',
              text: 'e',
              at: '2020-01-01T00:00:00Z',
              reactions: { tada: ['zed'] },
              replies: [{ by: 'ana', text: 'early', at: '2019-01-01T00:00:00Z' }],
            },
          ],
        },
        { ...beta, team: { name: 'Other', domain: 'acme' } },
      ],
      apps: [
        { name: 'P', installed_in: ['mars'] },
        { name: 'p', bot_token: 'xoxb-1', installed_in: ['acme'] },
        { name: 'P!', bot_token: 'xoxb-1', installed_in: ['acme'] },
        { name: 'P?', installed_in: ['acme'] },
      ],
    },
  });
  await expect(failed).rejects.toMatchObject({
    code: 'local_slack.bad_seed',
    message: `The seed of the local Slack is not valid. Correct these:
  Two organisations have the domain 'o'.
  Acme belongs to the organisation 'nope', which is not declared.
  Two workspaces have the domain 'acme'.
  Acme has two people 'ana'.
  Acme has the person 'zoe', whom no other workspace of the same organisation describes. Give name and real_name.
  The app P is installed in 'mars', which is the domain of no workspace, and of no organisation with workspaces.
  Two apps of Acme have bots with the handle 'p_'. Give them different names.
  Two apps have the same token.
  Acme has two channels #g. Channels that others share with it count, too.
  #g is shared with 'q', which is not the domain of another workspace.
  #g has the member 'zed', who is no person of Acme.
  #g has the bot of 'X', which is no app of Acme.
  A message or reaction is by 'nobody', who is neither a person nor an app of Acme.
  The message 'b' is in #h, which is no channel of Acme.
  'noon' is not a time. Use ISO 8601, as in 2026-01-31T09:30:00Z.
  The message 'd' is in the future.
  A message or reaction is by 'zed', who is neither a person nor an app of Acme.
  The reply 'early' is older than the message to which it replies.`,
  });
});
