import { until } from '../support/until.js';
import { type App, connectTo, type Stage, setUpStages } from './stage.js';

const { open, pool, unsettled } = await setUpStages();
let stage: Stage;

const connect = (options?: Parameters<typeof connectTo>[1]) => connectTo(stage.room, options);

test('keeps an envelope that no app handles until an app for it connects', async () => {
  stage = open();
  connect({ handles: [{ kind: 'event' }] });
  await stage.commit('a', 'command');
  await until(async () => (await unsettled('parked_at is not null and lease is null')) === 1);
  const second = connect({ handles: [{ kind: 'command' }] });
  await until(() => second.got.length === 1);
  expect(second.got[0]?.attempt).toBe(1);
});

test('unparks an envelope if an app for it connects while it is being parked', async () => {
  let second: App | undefined;
  stage = open({
    inboxWith: (real) => ({
      park: async (...given) => {
        second ??= connect({ handles: [{ kind: 'command' }] });
        await stage.inbox.unpark();
        return real.park(...given);
      },
    }),
  });
  connect({ handles: [{ kind: 'event' }] });
  await stage.commit('a', 'command');
  await until(() => second?.got.length === 1);
});

test('settles an envelope as unhandled if no app handled it in time', async () => {
  stage = open({ unhandledAfterMs: 0 });
  connect({ handles: [{ kind: 'event' }] });
  await stage.commit('a', 'command');
  await until(async () => (await unsettled()) === 0);
  expect(stage.metered).toEqual(['command unhandled']);
  expect((await pool.query('select from havoc_internal.dead_letter')).rows).toEqual([]);
});

test('measures the unhandled time only by the database’s clock', async () => {
  stage = open();
  const app = connect({ handles: [{ kind: 'event' }] });
  await stage.commit('a', 'command');
  await until(async () => (await unsettled('parked_at is not null and lease is null')) === 1);
  const { now } = Date;
  Date.now = () => now() + 3_600_000;
  await stage.inbox.unpark();
  stage.room.wake();
  await until(
    async () => (await unsettled('parked_at is not null and lease is null and not_before > now()')) === 1,
  ).finally(() => {
    Date.now = now;
  });
  expect({ metered: stage.metered, got: app.got }).toEqual({ metered: [], got: [] });
});

test('does not settle an envelope as unhandled while no app is connected', async () => {
  let leaving: App | undefined;
  stage = open({
    unhandledAfterMs: 0,
    inboxWith: (real) => ({
      claim: async (...given) => {
        const envelopes = await real.claim(...given);
        if (envelopes.length > 0) await leaving?.close();
        return envelopes;
      },
    }),
  });
  leaving = connect();
  await stage.commit('a');
  await until(async () => leaving?.got.length === 0 && (await unsettled('not_before <= now()')) === 1);
  leaving = undefined;
  const next = connect();
  await until(() => next.got.length === 1);
  expect(next.got[0]?.attempt).toBe(1);
});
