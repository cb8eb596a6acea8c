import { aDelivery, aMention } from './deliveries.js';
import { createHarness, type Harness } from './harness.js';
import { failing } from './refusing.js';

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.end());

function anEventWith(event_context?: string) {
  const event = { type: 'app_mention', user: 'U1', channel: 'C1', ts: '1.2', text: 'hi' };
  return aDelivery('event', { type: 'event_callback', team_id: 'T1', event, event_context });
}

test('authorizations() lists them in the shape of Slack', async () => {
  harness.sidecar.answers.set('installations.listAuthorizations', () => ({
    authorizations: [
      { team_id: 'T1', user_id: 'U0BOT', is_bot: true },
      { enterprise_id: 'E1', user_id: 'W1', is_enterprise_install: true },
    ],
  }));
  const got: unknown[] = [];
  harness.havoc.event(
    'app_mention',
    async ({ authorizations }) => void got.push(...(await authorizations())),
  );
  const stream = await harness.connect();
  stream.deliver(anEventWith('EC1'));
  expect(await stream.requests.take()).toHaveProperty('ack.id');
  expect((await harness.sidecar.calls.take()).args).toEqual({ event_context: 'EC1' });
  expect(got).toEqual([
    { enterprise_id: null, team_id: 'T1', user_id: 'U0BOT', is_bot: true, is_enterprise_install: false },
    { enterprise_id: 'E1', team_id: null, user_id: 'W1', is_bot: false, is_enterprise_install: true },
  ]);
});

test('nothing is asked unless the handler calls it', async () => {
  harness.havoc.event('app_mention', async ({ authorizations }) => typeof authorizations);
  const stream = await harness.connect();
  stream.deliver(anEventWith('EC1'));
  expect(await stream.requests.take()).toHaveProperty('ack.id');
  expect(harness.sidecar.calls.rest()).toEqual([]);
});

test.each([
  ['the sidecar fails', anEventWith('EC1'), 'db.unreachable'],
  ['the event has no event_context', anEventWith(), 'client.no_event_context'],
])('it throws with the line that called if %s', async (_case, delivery, code) => {
  harness.sidecar.answers.set('installations.listAuthorizations', failing('unavailable', 'db.unreachable'));
  const got: unknown[] = [];
  harness.havoc.event('app_mention', async ({ authorizations }) => {
    got.push(await authorizations().catch((thrown: unknown) => thrown));
  });
  const stream = await harness.connect();
  stream.deliver(delivery);
  expect(await stream.requests.take()).toHaveProperty('ack.id');
  expect(got).toMatchObject([{ code, stack: expect.stringContaining('authorizations.test.ts') }]);
});

test('middleware gets it for events only', async () => {
  const got: unknown[] = [];
  harness.havoc.use(async ({ authorizations, next }) => {
    got.push(typeof authorizations);
    await next();
  });
  harness.havoc.event('app_mention', async () => {}).event('app_rate_limited', async () => {});
  const stream = await harness.connect();
  stream.deliver(aMention());
  await stream.requests.take();
  stream.deliver(aDelivery('app_rate_limited', { type: 'app_rate_limited', team_id: 'T1' }));
  await stream.requests.take();
  expect(got).toEqual(['function', 'undefined']);
});
