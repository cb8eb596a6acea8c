import { HavocError } from '../../src/base/index.js';
import {
  createEnvironmentToken,
  type EnvironmentTokenOptions,
  type Identified,
} from '../../src/installations/environment-token.js';
import { tenantOf } from '../../src/installations/index.js';
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
  options: Partial<EnvironmentTokenOptions> = {},
) {
  const calls: string[] = [];
  const pauses: number[] = [];
  const stored: Identified[] = [];
  const environment = createEnvironmentToken({
    token: 'xoxb-1',
    log: createLogger({ level: 'silent' }),
    patienceMs: 20,
    onIdentified: async (identified) => void stored.push(identified),
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
  return { environment, calls, pauses, stored };
}

test('asks Slack for the installation and the app of the token, and stores them once', async () => {
  const { environment, calls, stored } = setUp();
  await environment.untilAnswered(undefined);
  expect(environment.identified()).toEqual({
    tenant: 'T1',
    installation: KNOWN,
    identity: IDENTITY,
    at: expect.any(Date),
  });
  expect(calls).toEqual(['auth.test xoxb-1', 'bots.info xoxb-1']);
  await environment.stop();
  expect(stored).toEqual([environment.identified()]);
});

test('asks again, with growing pauses, while Slack is down', async () => {
  const { environment, pauses, stored } = setUp(['down', 'down', 'down', answer(IDENTITY)]);
  environment.start();
  expect(environment.identified()).toBeUndefined();
  await until(() => stored.length === 1);
  expect(pauses).toHaveLength(3);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(5_000);
  await environment.stop();
});

test('what could not be stored is stored at the next try, without asking Slack again', async () => {
  let failures = 2;
  const { environment, calls, pauses } = setUp(undefined, {
    onIdentified: async () => {
      if (failures-- > 0) throw new Error('the database is away');
    },
  });
  environment.start();
  await until(() => failures < 0);
  expect(pauses).toHaveLength(2);
  expect(calls).toHaveLength(2);
  await environment.stop();
});

test('a wait for Slack ends after a while, and when the caller gives up', async () => {
  const { environment } = setUp(['down'], { patienceMs: 10 });
  await environment.untilAnswered(undefined);
  expect(environment.identified()).toBeUndefined();
  await environment.stop();
  const patient = setUp(['down'], { patienceMs: 60_000 });
  await patient.environment.untilAnswered(AbortSignal.abort());
  expect(patient.environment.identified()).toBeUndefined();
  await patient.environment.stop();
});

test('a refused token is asked about again, but not soon', async () => {
  const { environment, pauses, stored } = setUp([answer({}, 'invalid_auth')]);
  await environment.untilAnswered(undefined);
  expect(environment.refusal()).toBe('invalid_auth');
  await until(() => pauses.length > 0);
  expect(pauses[0]).toBeGreaterThan(5_000);
  await environment.stop();
  expect(stored).toEqual([]);
});

test.each(['ratelimited', 'internal_error', 'service_unavailable', 'team_added_to_org'])(
  'the error %s says nothing about the token',
  async (error) => {
    const { environment, pauses } = setUp([answer({}, error)]);
    environment.start();
    await until(() => pauses.length > 0);
    expect(environment.refusal()).toBeUndefined();
    await environment.stop();
    expect(pauses[0]).toBeLessThanOrEqual(5_000);
  },
);

test('waits as long as Slack asks before the next auth.test', async () => {
  const { environment, pauses } = setUp([
    { ...answer({}, 'ratelimited'), retryAfterMs: 90_000 },
    answer(IDENTITY),
  ]);
  environment.start();
  await until(() => environment.identified() !== undefined);
  expect(pauses).toEqual([90_000]);
  await environment.stop();
});

test('without a token, Slack is not asked', async () => {
  const { environment, calls } = setUp([], { token: undefined });
  environment.start();
  await environment.untilAnswered(undefined);
  expect(calls).toEqual([]);
  await environment.stop();
});

test('an org-wide installation belongs to its organisation', async () => {
  const { environment } = setUp([answer({ ...IDENTITY, is_enterprise_install: true })]);
  await environment.untilAnswered(undefined);
  expect(environment.identified()).toMatchObject({
    tenant: 'E1',
    installation: { team_id: undefined, enterprise_id: 'E1', is_enterprise_install: true },
  });
  await environment.stop();
});

test.each([
  [{ team_id: 'T1', enterprise_id: 'E1' }, 'T1'],
  [{ enterprise_id: 'E1' }, 'E1'],
  [{}, ''],
])('the tenant of %j is %j', (installation, tenant) => {
  expect(tenantOf(installation)).toBe(tenant);
});
