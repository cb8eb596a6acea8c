import { status } from '@grpc/grpc-js';
import { toClientError } from '../../src/client/errors.js';
import { InstallationsService as rpcs } from '../../src/gen/havoc/v1/installations.js';
import { createInstallationsService, type InstallationsServiceOptions } from '../../src/grpc/index.js';
import type { InstallationDetails, Target } from '../../src/installations/index.js';
import { createLogger } from '../../src/log/index.js';
import { SlackRefusal } from '../../src/slack/index.js';
import { type Channel, type Rpc, serve } from '../support/grpc.js';

const log = createLogger({ level: 'silent' });
let channel: Channel | undefined;
let asked: unknown[];
beforeEach(() => {
  asked = [];
});
afterEach(() => channel?.close());

const AT = new Date('2026-11-30T08:00:00Z');

function installation(team_id: string, more: Partial<InstallationDetails> = {}): InstallationDetails {
  return {
    tenant: team_id,
    team_id,
    state: 'active',
    installed_at: AT,
    source: 'oauth',
    tokens: [],
    team_ids: [],
    ...more,
  };
}

async function open(more: Partial<InstallationsServiceOptions> = {}): Promise<Channel> {
  const note = <Answer>(name: string, answer: Answer) => {
    return async (given: unknown) => {
      asked.push([name, given]);
      return answer;
    };
  };
  channel = await serve([
    createInstallationsService({
      installations: {
        get: note('get', installation('T12')),
        list: note('list', [installation('T12'), installation('T13')]),
        revoke: note<void>('revoke', undefined),
      },
      createLink: note('createLink', { url: 'https://havoc.example/slack/install?context=x', expiresAt: AT }),
      listAuthorizations: note('listAuthorizations', [{ team_id: 'T12', user_id: 'U12', is_bot: true }]),
      log,
      ...more,
    }),
  ]);
  return channel;
}

test('returns everything about an installation but its secrets', async () => {
  const token = { scopes: ['chat:write'], granted_at: AT };
  const details = {
    ...installation('T12', {
      enterprise_id: 'E12',
      is_enterprise_install: false,
      context: '{"tenant":42}',
      webhook: { channel_id: 'C1' },
      tokens: [token, { ...token, user_id: 'U12', refusal: 'token_revoked', refused_at: AT }],
      ended_at: AT,
      end_reason: 'revoked',
    }),
    access_token: 'xoxb-secret',
  };
  const get = async () => details;
  const on = await open({ installations: { get, list: async () => [], revoke: async () => {} } });
  const { installation: message } = await on.unary(rpcs.get, { team_id: 'T12' });
  expect(message).toMatchObject({
    team_id: 'T12',
    enterprise_id: 'E12',
    state: 'active',
    installed_at: AT,
    context_json: Buffer.from('{"tenant":42}'),
    incoming_webhook: { channel_id: 'C1' },
    bot: { user_id: undefined, scopes: ['chat:write'], granted_at: AT },
    users: [{ user_id: 'U12', refusal: 'token_revoked', refused_at: AT }],
    ended_at: AT,
    end_reason: 'revoked',
  });
  expect(JSON.stringify(message)).not.toContain('secret');
});

test.each<[object, Target]>([
  [{ team_id: 'T12' }, { team_id: 'T12' }],
  [{ enterprise_id: 'E12' }, { enterprise_id: 'E12' }],
  [
    { team_id: 'T12', enterprise_id: 'E12' },
    { team_id: 'T12', enterprise_id: 'E12' },
  ],
])('looks for %j', async (request, key) => {
  await (await open()).unary(rpcs.get, request);
  expect(asked).toEqual([['get', key]]);
});

test('an installation that is not there fails with a code that the client knows', async () => {
  const installations = { get: async () => undefined, list: async () => [], revoke: async () => {} };
  const on = await open({ installations });
  const failure = await on.unary(rpcs.get, { team_id: 'T12' }).catch((thrown) => thrown);
  expect(toClientError(failure, 'installations.get')).toMatchObject({
    kind: 'not_found',
    code: 'installations.not_found',
    message: expect.stringContaining('T12'),
  });
});

test.each([
  [{}, { limit: 100, after: undefined, ended: false }, undefined],
  [{ limit: 2, after: 'T11', ended: true }, { limit: 2, after: 'T11', ended: true }, 'T13'],
  [{ limit: 3 }, { limit: 3, after: undefined, ended: false }, undefined],
])('lists with %j', async (request, given, next) => {
  const answer = await (await open()).unary(rpcs.list, request);
  expect(asked).toEqual([['list', given]]);
  expect(answer.installations?.map(({ team_id }) => team_id)).toEqual(['T12', 'T13']);
  expect(answer.next).toBe(next);
});

test.each([
  [{}, { lifetimeMs: 604_800_000 }],
  [
    { context_json: Buffer.from('{"tenant":42}'), team_id: 'T12', lifetime_s: 60 },
    { context: Buffer.from('{"tenant":42}'), team_id: 'T12', lifetimeMs: 60_000 },
  ],
])('makes a link: %#', async (request, given) => {
  const answer = await (await open()).unary(rpcs.createLink, request);
  expect(answer).toEqual({ url: 'https://havoc.example/slack/install?context=x', expires_at: AT });
  expect(asked).toEqual([['createLink', given]]);
});

test('without OAuth, a link fails and says which variables to set', async () => {
  const on = await open({ createLink: undefined });
  const failure = await on.unary(rpcs.createLink, {}).catch((thrown) => thrown);
  expect(toClientError(failure, 'installations.link')).toMatchObject({
    kind: 'failed_precondition',
    code: 'oauth.not_configured',
    message: expect.stringMatching(/SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_SCOPES/),
  });
});

test('lists the authorizations of an event', async () => {
  const answer = await (await open()).unary(rpcs.listAuthorizations, { event_context: 'EC1' });
  expect(answer.authorizations).toMatchObject([{ team_id: 'T12', user_id: 'U12', is_bot: true }]);
  expect(asked).toEqual([['listAuthorizations', 'EC1']]);
});

test("passes on Slack's refusal to list authorizations", async () => {
  const body = { ok: false, error: 'missing_scope', needed: 'authorizations:read' };
  const refusal = new SlackRefusal('apps.event.authorizations.list', {
    ok: false,
    error: 'missing_scope',
    status: 200,
    body,
  });
  const on = await open({ listAuthorizations: () => Promise.reject(refusal) });
  const failure = await on.unary(rpcs.listAuthorizations, { event_context: 'EC1' }).catch((thrown) => thrown);
  expect(toClientError(failure, 'authorizations')).toMatchObject({
    name: 'SlackError',
    code: 'missing_scope',
    needed: 'authorizations:read',
  });
});

test.each<[object, Target]>([
  [{ team_id: 'T12' }, { team_id: 'T12' }],
  [
    { enterprise_id: 'E12', user_id: 'W12' },
    { enterprise_id: 'E12', user_id: 'W12' },
  ],
])('revokes %j', async (request, target) => {
  await (await open()).unary(rpcs.revoke, request);
  expect(asked).toEqual([['revoke', target]]);
});

test.each<[string, Rpc<object, object>, object, RegExp]>([
  ['an installation without ids', rpcs.get, {}, /Set team_id, or enterprise_id/],
  ['an empty id', rpcs.get, { team_id: '' }, /T012AB3CD/],
  ['a name in place of an id', rpcs.get, { team_id: 'acme' }, /T012AB3CD/],
  ['a malformed organisation', rpcs.get, { enterprise_id: 'E 1' }, /E012AB3CD/],
  ['a limit of 0', rpcs.list, { limit: 0 }, /must be 1 to 1000/],
  ['a limit that is too high', rpcs.list, { limit: 1_001 }, /must be 1 to 1000/],
  ['a NUL in after', rpcs.list, { after: 'T\0' }, /NUL/],
  ['a lifetime that is too short', rpcs.createLink, { lifetime_s: 59 }, /60 to 2592000 seconds/],
  ['a lifetime that is too long', rpcs.createLink, { lifetime_s: 2_592_001 }, /60 to 2592000 seconds/],
  ['a malformed workspace of a link', rpcs.createLink, { team_id: 'acme' }, /T012AB3CD/],
  ['no event_context', rpcs.listAuthorizations, {}, /event_context of the event/],
  ['to revoke without ids', rpcs.revoke, { user_id: 'U12' }, /Set team_id, or enterprise_id/],
  ['to revoke the token of an empty user', rpcs.revoke, { team_id: 'T12', user_id: '' }, /U012AB3CD/],
])('refuses %s', async (_case, rpc, request, told) => {
  const on = await open();
  await expect(on.unary(rpc, request)).rejects.toMatchObject({
    code: status.INVALID_ARGUMENT,
    details: expect.stringMatching(told),
  });
  expect(asked).toEqual([]);
});
