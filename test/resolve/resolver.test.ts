import { HavocError } from '../../src/base/index.js';
import type { AnyKnowledge, Entities, Kind, Knowledge } from '../../src/entities/index.js';
import type { Installation, Target } from '../../src/installations/index.js';
import { createLogger } from '../../src/log/index.js';
import type { SendCall } from '../../src/outbound/index.js';
import { createResolver, type ResolverOptions } from '../../src/resolve/index.js';
import { aboutWhom, type SlackAnswer } from '../../src/slack/index.js';
import { refusal } from '../support/refusal.js';

const SEEN = new Date(1_700_000_000_000);
const know = <K extends Kind>(
  kind: K,
  id: string,
  facts: Knowledge<K>['facts'],
  { complete = true, team_id = 'T1', seenAt = SEEN } = {},
) => ({ kind, team_id, id, facts, complete, seenAt }) as AnyKnowledge;
const ok: SlackAnswer = { ok: true, status: 200, body: {} };

interface World {
  known?: AnyKnowledge[];
  /** The lessons from Slack's answers, by method. */
  teaches?: Record<string, AnyKnowledge>;
  refuses?: Record<string, SlackAnswer | HavocError>;
  /** Makes Slack's answers wait. */
  isSlow?: boolean;
}

function setUp(
  { known = [], teaches = {}, refuses = {}, isSlow = false }: World,
  options: Partial<ResolverOptions> = {},
) {
  const entities = new Map<string, AnyKnowledge>();
  const learn = (one: AnyKnowledge) => void entities.set(`${one.kind}:${one.team_id}:${one.id}`, one);
  known.forEach(learn);
  const calls: string[] = [];
  const installation: Installation = { team_id: 'T1', bot_id: 'B0', bot_user_id: 'U0', app_id: 'A0' };
  let answerAll = () => {};
  const slow = new Promise<void>((resolve) => {
    answerAll = resolve;
  });
  const gate = isSlow ? slow : Promise.resolve();
  const clock = { now: SEEN };

  async function send({ method, args }: SendCall): Promise<SlackAnswer> {
    calls.push(`${method} ${Object.values(args)[0]}`);
    await gate;
    const refused = refuses[method];
    if (refused instanceof HavocError) throw refused;
    if (refused) return refused;
    const lesson = teaches[method];
    if (lesson) learn(lesson);
    return ok;
  }

  const peek = <K extends Kind>(kind: K, team_id: string, id: string) =>
    entities.get(`${kind}:${team_id}:${id}`) as Knowledge<K> | undefined;
  const find: Entities['find'] = async (...asked) => peek(...asked);
  const resolver = createResolver({
    entities: { peek, find },
    installations: { find: async () => installation, findToken: async () => ({ token: 'x', installation }) },
    send,
    log: createLogger({ level: 'silent' }),
    budgetMs: { reply: 5_000, other: 5_000 },
    now: () => clock.now,
    ...options,
  });
  return { resolver, calls, clock, learn, answerAll: () => answerAll() };
}

const whose = { team_id: 'T1', is_enterprise_install: false };
const about = { user_id: 'U1', channel_id: 'C1', bot_id: 'B1', team_id: 'T1' };
const EVERYTHING = [
  know('team', 'T1', { name: 'Acme' }),
  know('user', 'U1', { name: 'ann', home_team_id: 'T9' }),
  know('channel', 'C1', { name: 'general' }),
  know('bot', 'B1', { name: 'poll' }),
];

test('an org-wide payload of a stranger belongs to the organisation, not to the workspace of the stranger', async () => {
  const organisation = { enterprise_id: 'E1', is_enterprise_install: true, bot_user_id: 'UBOT' };
  const known = ['E1', 'T9'].map((team_id) =>
    know('user', 'U1', { name: `as ${team_id} knows them` }, { team_id }),
  );
  const { resolver, calls } = setUp(
    { known },
    {
      installations: {
        find: async () => organisation,
        findToken: async () => ({ token: 'x', installation: organisation }),
      },
    },
  );
  const context = await resolver.context({
    whose: { team_id: 'T9', enterprise_id: 'E1', is_enterprise_install: true },
    about: { user_id: 'U1' },
  });
  expect(context).toMatchObject({ team: undefined, user: { name: 'as E1 knows them' } });
  expect(calls).toEqual([]);
});

test('puts everything known into the context, without a call to Slack', async () => {
  const { resolver, calls } = setUp({ known: EVERYTHING });
  expect(await resolver.context({ whose, about })).toEqual({
    installation: {
      team_id: 'T1',
      bot_id: 'B0',
      bot_user_id: 'U0',
      app_id: 'A0',
      is_enterprise_install: false,
    },
    team: { id: 'T1', name: 'Acme', resolved: true },
    enterprise: undefined,
    user: { id: 'U1', team_id: 'T9', name: 'ann', resolved: true },
    channel: { id: 'C1', team_id: 'T1', name: 'general', resolved: true },
    bot: { id: 'B1', team_id: 'T1', name: 'poll', resolved: true },
  });
  expect(calls).toEqual([]);
});

test('gives the thread, and does not ask Slack for a channel if the message is not sent yet', async () => {
  const { resolver, calls } = setUp({ known: EVERYTHING });
  const event = { type: 'link_shared', channel: 'COMPOSER', thread_ts: '1.1', message_ts: 'U1-1' };
  const context = await resolver.context({ whose, about: aboutWhom('event', { event }) });
  expect(context).toMatchObject({ channel: undefined, thread_ts: '1.1' });
  expect(calls).toEqual([]);
});

test('has no user, channel or bot if the payload has none', async () => {
  const { resolver } = setUp({ known: EVERYTHING });
  const context = await resolver.context({ whose, about: {} });
  expect([context.user, context.channel, context.bot]).toEqual([undefined, undefined, undefined]);
});

test('takes the name of the organisation from payloads', async () => {
  const { resolver } = setUp({
    known: [...EVERYTHING, know('team', 'E1', { name: 'Globe' }, { team_id: 'E1' })],
  });
  const context = await resolver.context({ whose: { ...whose, enterprise_id: 'E1' }, about: {} });
  expect(context.enterprise).toEqual({ id: 'E1', name: 'Globe' });
});

test('a store that does not answer delays a delivery no longer than the budget', async () => {
  const globe = know('team', 'E1', { name: 'Globe' }, { team_id: 'E1', complete: false });
  const known = [...EVERYTHING, globe].map((one) => [`${one.kind}:${one.team_id}:${one.id}`, one] as const);
  const inMemory = new Map(known);
  const { resolver } = setUp(
    {},
    {
      entities: {
        peek: <K extends Kind>(kind: K, team_id: string, id: string) =>
          inMemory.get(`${kind}:${team_id}:${id}`) as Knowledge<K> | undefined,
        find: () => new Promise(() => {}),
      },
      budgetMs: { reply: 10, other: 10 },
    },
  );
  for (const enterprise_id of ['E1', 'E2']) {
    const context = await resolver.context({ whose: { ...whose, enterprise_id }, about });
    expect(context.user).toMatchObject({ name: 'ann', resolved: true });
    expect(context.enterprise).toEqual({
      id: enterprise_id,
      name: enterprise_id === 'E1' ? 'Globe' : undefined,
    });
  }
});

test('asks Slack for unknown and partly known entities', async () => {
  const { resolver, calls } = setUp({
    known: [
      know('team', 'T1', { name: 'Acme' }),
      know('channel', 'C1', { name: 'general' }, { complete: false }),
    ],
    teaches: {
      'users.info': know('user', 'U1', { name: 'ann' }),
      'conversations.info': know('channel', 'C1', { name: 'general', topic: 'x' }),
      'bots.info': know('bot', 'B1', { name: 'poll' }),
    },
  });
  const { user, channel, bot } = await resolver.context({ whose, about });
  expect([user?.name, channel?.topic, bot?.name]).toEqual(['ann', 'x', 'poll']);
  expect(calls.sort()).toEqual(['bots.info B1', 'conversations.info C1', 'users.info U1']);
});

test('after the budget, gives what is known, learns the rest, and makes one call for all', async () => {
  const { resolver, calls, answerAll } = setUp(
    {
      known: [...EVERYTHING.slice(0, 1), know('channel', 'C1', { name: 'general' }, { complete: false })],
      teaches: { 'users.info': know('user', 'U1', { name: 'ann' }) },
      isSlow: true,
    },
    { budgetMs: { reply: 10, other: 10 } },
  );
  const ids = { whose, about: { user_id: 'U1', channel_id: 'C1' } };
  const contexts = await Promise.all([resolver.context(ids), resolver.context(ids)]);
  for (const { user, channel } of contexts) {
    expect(user).toEqual({ id: 'U1', team_id: 'T1', resolved: false });
    expect(channel).toEqual({ id: 'C1', team_id: 'T1', name: 'general', resolved: true });
  }
  expect(calls.sort()).toEqual(['conversations.info C1', 'users.info U1']);
  answerAll();
  expect(await resolver.user('U1')).toMatchObject({ ok: true, entity: { name: 'ann' } });
  expect(calls).toHaveLength(2);
});

test.each([
  ['users.info', 'user_not_found', 600_000],
  ['users.info', 'missing_scope', 600_000],
  ['users.info', 'internal_error', 5_000],
])('%s refused with %s is not asked again for %d ms', async (method, error, ms) => {
  const { resolver, calls, clock } = setUp({
    known: EVERYTHING.slice(0, 1),
    refuses: { [method]: refusal(error) },
  });
  const ids = { whose, about: { user_id: 'U1' } };
  expect((await resolver.context(ids)).user).toEqual({ id: 'U1', team_id: 'T1', resolved: false });
  clock.now = new Date(SEEN.getTime() + ms - 1);
  await resolver.context(ids);
  expect(calls).toHaveLength(1);
  clock.now = new Date(SEEN.getTime() + ms);
  await resolver.context(ids);
  expect(calls).toHaveLength(2);
});

test('a refusal is forgotten once more is known, for example after the app is invited', async () => {
  const refuses: World['refuses'] = { 'conversations.info': refusal('channel_not_found') };
  const teaches = { 'conversations.info': know('channel', 'C1', { name: 'secret' }) };
  const { resolver, calls, clock, learn } = setUp({ refuses, teaches });
  await expect(resolver.channel('C1')).rejects.toMatchObject({ code: 'resolve.not_found' });
  clock.now = new Date(SEEN.getTime() + 20_000);
  learn(know('channel', 'C1', { is_member: true }, { complete: false, seenAt: clock.now }));
  await resolver.channel('C1');
  await resolver.channel('C1');
  expect(calls).toHaveLength(2);
  delete refuses['conversations.info'];
  clock.now = new Date(SEEN.getTime() + 40_000);
  learn(know('channel', 'C1', { is_private: true }, { complete: false, seenAt: clock.now }));
  expect(await resolver.channel('C1')).toMatchObject({ entity: { name: 'secret' } });
});

test('a rate limit is remembered for the time that Slack gives', async () => {
  const limited = refusal('ratelimited', { status: 429, retryAfterMs: 30_000 });
  const { resolver, calls, clock } = setUp({
    known: EVERYTHING.slice(0, 1),
    refuses: { 'users.info': limited },
  });
  await resolver.context({ whose, about: { user_id: 'U1' } });
  clock.now = new Date(SEEN.getTime() + 29_999);
  await resolver.context({ whose, about: { user_id: 'U1' } });
  expect(calls).toHaveLength(1);
});

test('a delivery survives an outage of Slack and internal failures', async () => {
  const down = new HavocError({ kind: 'unavailable', code: 'slack.unreachable', message: 'down' });
  const { resolver } = setUp({ refuses: { 'users.info': down, 'team.info': down } });
  expect((await resolver.context({ whose, about: { user_id: 'U1' } })).user).toMatchObject({
    resolved: false,
  });
  const broken = setUp(
    {},
    {
      entities: { peek: () => undefined, find: async () => Promise.reject(new Error('no database')) },
    },
  );
  expect((await broken.resolver.context({ whose, about })).channel).toMatchObject({
    id: 'C1',
    resolved: false,
  });
});

test('old knowledge is delivered at once, and refreshed in the background', async () => {
  const { resolver, calls, clock } = setUp({ known: EVERYTHING });
  clock.now = new Date(SEEN.getTime() + 2 * 86_400_000);
  expect((await resolver.context({ whose, about: { user_id: 'U1' } })).user?.name).toBe('ann');
  expect(calls.sort()).toEqual(['team.info T1', 'users.info U1']);
});

test.each([
  ['user', 'user_not_found'],
  ['channel', 'channel_not_found'],
  ['team', 'team_not_found'],
] as const)('a %s that Slack does not know is not found', async (kind, error) => {
  const refuses = {
    'users.info': refusal(error),
    'conversations.info': refusal(error),
    'team.info': refusal(error),
  };
  const { resolver } = setUp({ refuses });
  await expect(resolver[kind]('X1')).rejects.toMatchObject({ kind: 'not_found', code: 'resolve.not_found' });
});

test('other refusals are returned, and failures are thrown', async () => {
  const down = new HavocError({ kind: 'unavailable', code: 'slack.unreachable', message: 'down' });
  const refuses = { 'users.info': refusal('missing_scope'), 'conversations.info': down };
  const { resolver } = setUp({ refuses });
  expect(await resolver.user('U1')).toMatchObject({
    ok: false,
    method: 'users.info',
    answer: { error: 'missing_scope' },
  });
  await expect(resolver.channel('C1')).rejects.toBe(down);
});

test('returns a known channel and a known team', async () => {
  const { resolver } = setUp({ known: EVERYTHING });
  expect(await resolver.channel('C1')).toEqual({
    ok: true,
    entity: { id: 'C1', team_id: 'T1', name: 'general', resolved: true },
  });
  expect(await resolver.team('T1')).toEqual({ ok: true, entity: { id: 'T1', name: 'Acme', resolved: true } });
});

test('a workspace that another installation knows is told only if Slack tells this one', async () => {
  const known = [...EVERYTHING, know('team', 'T2', { name: 'Other' }, { team_id: 'T2' })];
  const refused = setUp({ known, refuses: { 'team.info': refusal('team_not_found') } });
  await expect(refused.resolver.team('T2')).rejects.toMatchObject({ code: 'resolve.not_found' });
  const allowed = setUp({ known });
  expect(await allowed.resolver.team('T2')).toMatchObject({ entity: { id: 'T2', name: 'Other' } });
  expect(allowed.calls).toEqual(['team.info T2']);
});

test('workspaces of the own organisation are known without Slack', async () => {
  const T2 = know('team', 'T2', { name: 'Other', enterprise_id: 'E1' }, { team_id: 'T2' });
  const findToken = async () => ({ token: 'x', installation: { team_id: 'T1', enterprise_id: 'E1' } });
  const installations = { find: async () => ({}), findToken };
  const { resolver, calls } = setUp({ known: [T2] }, { installations });
  expect(await resolver.team('T2')).toMatchObject({ entity: { id: 'T2', name: 'Other' } });
  expect(calls).toEqual([]);
});

test('a refusal to one installation does not count for another', async () => {
  const refuses: Record<string, SlackAnswer> = { 'team.info': refusal('team_not_found') };
  const of = (team_id = '') => ({ token: 'x', installation: { team_id } });
  const installations = { find: async () => ({}), findToken: async ({ team_id }: Target) => of(team_id) };
  const acme = know('team', 'T2', { name: 'Acme' }, { team_id: 'T2' });
  const { resolver } = setUp({ refuses, teaches: { 'team.info': acme } }, { installations });
  await expect(resolver.team('T2', { team_id: 'T1' })).rejects.toMatchObject({ code: 'resolve.not_found' });
  delete refuses['team.info'];
  expect(await resolver.team('T2', { team_id: 'T2' })).toMatchObject({ entity: { name: 'Acme' } });
});
