import { HavocError } from '../../src/base/index.js';
import { createInstallations, type InstallationsOptions, tenantOf } from '../../src/installations/index.js';
import { createLogger } from '../../src/log/index.js';
import type { SlackAnswer } from '../../src/slack/index.js';
import { until } from '../support/until.js';

const IDENTITY = { team_id: 'T1', enterprise_id: 'E1', user_id: 'U1', bot_id: 'B1', team: 'Acme' };
const KNOWN = {
  team_id: 'T1',
  enterprise_id: 'E1',
  is_enterprise_install: false,
  app_id: 'A1',
  bot_id: 'B1',
  bot_user_id: 'U1',
};
const answer = (body: Record<string, unknown>, error?: string): SlackAnswer => ({
  ok: error === undefined,
  error,
  status: 200,
  body,
});

/** Stands in for Slack: gives these answers to auth.test in order, and repeats the last one. */
function setUp(
  answers: (SlackAnswer | 'down')[] = [answer(IDENTITY)],
  options: Partial<InstallationsOptions> = {},
) {
  const calls: string[] = [];
  const pauses: number[] = [];
  const installations = createInstallations({
    token: 'xoxb-1',
    log: createLogger({ level: 'silent' }),
    patienceMs: 20,
    sleep: async (ms) => {
      pauses.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
    async call({ method, token }) {
      calls.push(`${method} ${token}`);
      if (method === 'bots.info') return answer({ bot: { app_id: 'A1' } });
      const next = answers.length > 1 ? answers.shift() : answers[0];
      if (next === undefined || next === 'down') {
        throw new HavocError({ kind: 'unavailable', code: 'slack.unreachable', message: 'down' });
      }
      return next;
    },
    ...options,
  });
  return { installations, calls, pauses };
}

test('asks Slack for the installation and the app of the token', async () => {
  const { installations, calls } = setUp();
  expect(await installations.findToken({})).toEqual({ token: 'xoxb-1', installation: KNOWN });
  expect(calls).toEqual(['auth.test xoxb-1', 'bots.info xoxb-1']);
  expect(installations.known()).toEqual(KNOWN);
  await installations.stop();
});

test('asks again, with growing pauses, while Slack is down, and calls onKnown in the end', async () => {
  const told: unknown[] = [];
  const { installations, pauses } = setUp(['down', 'down', 'down', answer(IDENTITY)], {
    onKnown: (installation) => told.push(installation),
  });
  installations.start();
  expect(installations.known()).toBeUndefined();
  await until(() => told.length === 1);
  expect(pauses).toHaveLength(3);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(5_000);
  await installations.stop();
});

test('a call that names its workspace does not wait for Slack', async () => {
  const { installations } = setUp(['down']);
  const found = await installations.findToken({ team_id: 'T7' });
  expect(found).toEqual({ token: 'xoxb-1', installation: { team_id: 'T7' } });
  await installations.stop();
});

test('a call that names no workspace waits for a while, then fails', async () => {
  const { installations } = setUp(['down']);
  await expect(installations.findToken({})).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'installations.unknown_yet',
  });
  await installations.stop();
});

test('with a refused token, calls still go to Slack, which refuses them itself', async () => {
  const { installations, pauses } = setUp([answer({}, 'invalid_auth')]);
  expect(await installations.findToken({})).toEqual({ token: 'xoxb-1', installation: {} });
  await until(() => pauses.length > 0);
  expect(pauses[0]).toBeGreaterThan(5_000);
  await installations.stop();
});

test.each(['ratelimited', 'internal_error', 'service_unavailable', 'team_added_to_org'])(
  'while Slack answers %s, which says nothing about the token, no call continues without its workspace',
  async (error) => {
    const { installations, pauses } = setUp([answer({}, error)]);
    installations.start();
    await until(() => pauses.length > 0);
    const [found] = await Promise.allSettled([installations.findToken({})]);
    await installations.stop();
    expect(found).toMatchObject({ status: 'rejected', reason: { code: 'installations.unknown_yet' } });
    expect(pauses[0]).toBeLessThanOrEqual(5_000);
  },
);

test('waits as long as Slack asks before the next auth.test', async () => {
  const { installations, pauses } = setUp([
    { ...answer({}, 'ratelimited'), retryAfterMs: 90_000 },
    answer(IDENTITY),
  ]);
  installations.start();
  await until(() => installations.known() !== undefined);
  expect(pauses).toEqual([90_000]);
  await installations.stop();
});

test('a call that waits when havoc stops fails instead of continuing without its workspace', async () => {
  const { installations } = setUp(['down'], { patienceMs: 10_000 });
  const waiting = installations.findToken({});
  await installations.stop();
  await expect(waiting).rejects.toMatchObject({ code: 'installations.unknown_yet' });
});

test.each([
  ['another workspace', { team_id: 'T2' }, 'installations.not_found'],
  ['another organisation', { enterprise_id: 'E2' }, 'installations.not_found'],
  ['a user', { user_id: 'U9' }, 'installations.no_user_token'],
])('refuses the token of %s', async (_, target, code) => {
  const { installations } = setUp();
  await installations.findToken({});
  await expect(installations.findToken(target)).rejects.toMatchObject({ code });
  await installations.stop();
});

test('without a token no call is made, and the error says which variable to set', async () => {
  const { installations, calls } = setUp([], { token: undefined });
  installations.start();
  await expect(installations.findToken({})).rejects.toThrow('SLACK_BOT_TOKEN');
  expect(calls).toEqual([]);
  await installations.stop();
});

test('an org-wide installation serves every workspace of its organisation', async () => {
  const { installations } = setUp([answer({ ...IDENTITY, is_enterprise_install: true })]);
  await installations.findToken({});
  expect((await installations.findToken({ team_id: 'T5' })).installation).toMatchObject({
    team_id: 'T5',
    enterprise_id: 'E1',
    is_enterprise_install: true,
  });
  await expect(installations.findToken({ enterprise_id: 'E2', team_id: 'T5' })).rejects.toThrow('E1');
  await installations.stop();
});

test.each([
  [{ team_id: 'T1' }, KNOWN],
  [{}, KNOWN],
  [{ team_id: 'T2' }, { team_id: 'T2' }],
  [{ enterprise_id: 'E2' }, { enterprise_id: 'E2' }],
])('for a payload of %j it finds %j', async (whose, expected) => {
  const { installations } = setUp();
  await installations.findToken({});
  expect(installations.find(whose)).toEqual(expected);
  await installations.stop();
});

test.each([
  [{ team_id: 'T1', enterprise_id: 'E1' }, 'T1'],
  [{ enterprise_id: 'E1' }, 'E1'],
  [{}, ''],
])('the tenant of %j is %j', (installation, tenant) => {
  expect(tenantOf(installation)).toBe(tenant);
});
