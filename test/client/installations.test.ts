import { HavocError } from '../../src/base/index.js';
import type { InstallationDetails } from '../../src/client/index.js';
import type { FakeCall } from './fake-sidecar.js';
import { createHarness, type Harness } from './harness.js';
import { failing } from './refusing.js';

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.end());

const AT = new Date('2026-11-30T08:00:00Z');
const bytes = (json: unknown) => Buffer.from(JSON.stringify(json));

/** Removes the members that were not given, as the answers of gRPC have all members. */
function given(call: FakeCall): object {
  return Object.fromEntries(Object.entries(call.args).filter(([, value]) => value !== undefined));
}

test('get returns what the sidecar knows, with the context as the app gave it', async () => {
  harness.sidecar.answers.set('installations.get', () => ({
    installation: {
      team_id: 'T1',
      state: 'active',
      source: 'oauth',
      installed_at: AT,
      context_json: bytes({ tenant: 42 }),
      bot: { scopes: ['chat:write'], granted_at: AT },
    },
  }));
  const installation: InstallationDetails = await harness.havoc.installations.get('T1');
  expect(installation).toMatchObject({
    team_id: 'T1',
    state: 'active',
    source: 'oauth',
    is_enterprise_install: false,
    installed_at: AT,
    context: { tenant: 42 },
    bot: { scopes: ['chat:write'], granted_at: AT },
    users: [],
    team_ids: [],
  });
  expect(installation).not.toHaveProperty('context_json');
});

test.each([
  ['T1', { team_id: 'T1' }],
  [
    { team: 'T1', enterprise: 'E1' },
    { team_id: 'T1', enterprise_id: 'E1' },
  ],
  [{ enterprise: 'E1' }, { enterprise_id: 'E1' }],
])('get(%j) asks for the installation there', async (of, request) => {
  harness.sidecar.answers.set('installations.get', () => ({ installation: { team_id: 'T1' } }));
  await harness.havoc.installations.get(of);
  expect(given(await harness.sidecar.calls.take())).toEqual(request);
});

test('where there is no installation, get throws and find returns undefined', async () => {
  harness.sidecar.answers.set('installations.get', failing('not_found', 'installations.not_found'));
  await expect(harness.havoc.installations.get('T1')).rejects.toMatchObject({ kind: 'not_found' });
  expect(await harness.havoc.installations.find('T1')).toBeUndefined();
});

test('find passes on other failures, with the line that called', async () => {
  harness.sidecar.answers.set('installations.get', failing('internal', 'internal'));
  const failure = await harness.havoc.installations.find('T1').catch((thrown: unknown) => thrown);
  expect(failure).toBeInstanceOf(HavocError);
  expect(failure).toHaveProperty('stack', expect.stringContaining('installations.test.ts'));
});

describe('list', () => {
  beforeEach(() => {
    harness.sidecar.answers.set('installations.list', ({ args: { after } }) =>
      after === 'T2'
        ? { installations: [{ team_id: 'T3' }] }
        : { installations: [{ team_id: 'T1' }, { team_id: 'T2' }], next: 'T2' },
    );
  });

  test('walks all pages, in each loop anew', async () => {
    const list = harness.havoc.installations.list({ ended: true });
    const ids: unknown[] = [];
    for await (const { team_id } of list) ids.push(team_id);
    for await (const { team_id } of list) ids.push(team_id);
    expect(ids).toEqual(['T1', 'T2', 'T3', 'T1', 'T2', 'T3']);
    expect(given(await harness.sidecar.calls.take())).toEqual({ ended: true });
    expect(given(await harness.sidecar.calls.take())).toEqual({ ended: true, after: 'T2' });
  });

  test('has the pages themselves, and asks for no more than is read', async () => {
    const sizes: number[] = [];
    for await (const page of harness.havoc.installations.list().byPage()) sizes.push(page.length);
    expect(sizes).toEqual([2, 1]);
    expect(given(await harness.sidecar.calls.take())).toEqual({});
    await harness.sidecar.calls.take();
    const [first] = [await harness.havoc.installations.list()[Symbol.asyncIterator]().next()];
    expect(first?.value).toMatchObject({ team_id: 'T1' });
    await harness.sidecar.calls.take();
    expect(harness.sidecar.calls.rest()).toEqual([]);
  });

  test('fails with the line that called', async () => {
    harness.sidecar.answers.set('installations.list', failing('unavailable', 'db.unreachable'));
    const reading = harness.havoc.installations.list()[Symbol.asyncIterator]().next();
    const failure = await reading.catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({
      code: 'db.unreachable',
      stack: expect.stringContaining('installations.test.ts'),
    });
  });
});

test.each([
  [undefined, {}],
  [{ context: { tenant: 42 } }, { context_json: bytes({ tenant: 42 }) }],
  [
    { context: null, team: 'T1', lifetimeMs: 90_000 },
    { context_json: bytes(null), team_id: 'T1', lifetime_s: 90 },
  ],
  [{ context: undefined, lifetimeMs: 59_600 }, { lifetime_s: 60 }],
])('link(%j) asks for a link', async (link, request) => {
  harness.sidecar.answers.set('installations.createLink', () => ({ url: 'https://h/i', expires_at: AT }));
  expect(await harness.havoc.installations.link(link)).toEqual({ url: 'https://h/i', expiresAt: AT });
  expect(given(await harness.sidecar.calls.take())).toEqual(request);
});

const circle: Record<string, unknown> = {};
circle.circle = circle;
test.each([
  ['a lifetime that is no number', { lifetimeMs: Number.NaN }, 'client.bad_arguments', /lifetimeMs is NaN/],
  ['a negative lifetime', { lifetimeMs: -60_000 }, 'client.bad_arguments', /from 60,000 to 2,592,000,000/],
  ['an endless lifetime', { lifetimeMs: Number.POSITIVE_INFINITY }, 'client.bad_arguments', /is Infinity/],
  ['a context that is no JSON', { context: circle }, 'client.no_json', /context\.circle contains itself/],
])('link refuses %s', async (_case, link, code, told) => {
  await expect(harness.havoc.installations.link(link)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(told),
  });
});

test.each([
  [{ team: 'T1' }, { team_id: 'T1' }],
  [
    { enterprise: 'E1', user: 'U1' },
    { enterprise_id: 'E1', user_id: 'U1' },
  ],
])('revoke(%j)', async (of, request) => {
  harness.sidecar.answers.set('installations.revoke', () => ({}));
  await harness.havoc.installations.revoke(of);
  expect(given(await harness.sidecar.calls.take())).toEqual(request);
});

test.each([[undefined], ['']])('revoke refuses the user %j, and does not remove the app', async (user) => {
  await expect(harness.havoc.installations.revoke({ team: 'T1', user })).rejects.toMatchObject({
    code: 'client.bad_arguments',
    message: expect.stringContaining('leave out user'),
  });
  expect(harness.sidecar.calls.rest()).toEqual([]);
});
