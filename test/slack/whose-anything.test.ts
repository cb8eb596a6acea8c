import { isObject, type Json } from '../../src/base/index.js';
import {
  declaredKinds,
  installationsFor,
  readTeamAccess,
  readTokensRevoked,
  whoseIs,
} from '../../src/slack/index.js';
import fc from '../support/fast-check.js';
import { anyJson, spoiltFrom } from '../wire/spoilt.js';
import { ACME, GLOBE, GLOBE_HQ, HOOLI, INITECH } from './whose/case.js';
import { CASES } from './whose/index.js';

const anyKind = fc.oneof(fc.constantFrom(...declaredKinds.map(([kind]) => kind)), fc.string());
const anyTeam = fc.oneof(fc.constantFrom(ACME, INITECH, GLOBE, GLOBE_HQ, HOOLI, null, ''), anyJson);
const anyFlag = fc.constantFrom(true, false, 'true', 'false', null, undefined);
const ids = { team_id: anyTeam, enterprise_id: anyTeam, is_enterprise_install: anyFlag };
const idsAnd = (more: Record<string, fc.Arbitrary<unknown>>) =>
  fc.oneof(fc.record({ ...ids, ...more }, { requiredKeys: [] }), anyJson);
const anyBody = fc.record(
  {
    ...ids,
    authorizations: fc.oneof(fc.array(idsAnd({}), { maxLength: 2 }), anyJson),
    authed_teams: fc.oneof(fc.array(anyTeam, { maxLength: 2 }), anyJson),
    context_team_id: anyTeam,
    context_enterprise_id: anyTeam,
    is_ext_shared_channel: anyFlag,
    team: fc.oneof(idsAnd({ id: anyTeam }), anyTeam),
    enterprise: fc.oneof(idsAnd({ id: anyTeam }), anyTeam),
    user: idsAnd({ id: anyTeam }),
    view: idsAnd({ app_installed_team_id: anyTeam }),
    event: idsAnd({ type: fc.constant('team_access_granted'), event: idsAnd({}) }),
  },
  { requiredKeys: [] },
);

/** Returns all texts in the JSON, at any depth. */
function textsIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [value];
}

function check(kind: string, body: Json): void {
  const whose = whoseIs(kind, body);
  const keys = installationsFor(whose);
  const named = [whose.team_id, whose.enterprise_id].filter((id) => id !== undefined);
  expect(textsIn(body)).toEqual(expect.arrayContaining(named));
  expect(keys.flatMap(Object.values).sort()).toEqual([...named].sort());
  expect(whose.team_id ?? 'T').not.toMatch(/^E/);
  expect(typeof whose.is_enterprise_install).toBe('boolean');
}

test('any payload yields only ids that it has, and no organisation as a workspace', () => {
  fc.assert(fc.property(anyKind, anyBody, check), { numRuns: 3_000 });
});

test('any JSON yields only ids that it has', () => {
  const object = anyJson.filter(isObject);
  fc.assert(fc.property(anyKind, object, check), { numRuns: 500 });
});

test('a payload of the table that is spoilt anywhere yields only ids that it has', () => {
  const spoilt = fc
    .constantFrom(...CASES)
    .chain(({ kind, body }) => fc.tuple(fc.constant(kind), spoiltFrom(body)));
  fc.assert(
    fc.property(spoilt, ([kind, body]) => check(kind, body)),
    { numRuns: 1_000 },
  );
});

test('an event with one authorization of a workspace yields that workspace, whatever else it has', () => {
  const authorizations = [{ team_id: ACME, enterprise_id: null, is_enterprise_install: false }];
  fc.assert(
    fc.property(anyBody, (body) => {
      const whose = whoseIs('event', { ...body, event: { type: 'message' }, authorizations });
      expect(installationsFor(whose)).toEqual([{ team_id: ACME }]);
    }),
  );
});

test.each([
  ['team access', readTeamAccess],
  ['revoked tokens', readTokensRevoked],
])('any JSON can be read as %s', (_title, read) => {
  const types = ['team_access_granted', 'team_access_revoked', 'tokens_revoked'];
  const event = fc.record({
    type: fc.constantFrom(...types),
    team_ids: anyJson,
    tokens: fc.oneof(anyJson, fc.record({ bot: anyJson, oauth: anyJson })),
  });
  fc.assert(
    fc.property(fc.oneof(anyJson, event), (one) => {
      const lists = Object.values(read(one) ?? {}).filter(Array.isArray);
      expect(textsIn(one)).toEqual(expect.arrayContaining(lists.flat()));
    }),
  );
});
