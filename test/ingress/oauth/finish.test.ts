import { HavocError } from '../../../src/base/index.js';
import { rateLimited, type SlackAnswer } from '../../../src/slack/index.js';
import { createVault, newKey, readKeys } from '../../../src/vault/index.js';
import { CODE, createStage, GRANTED, KEYS, REDIRECT } from './stage.js';

test('exchanges the code, learns whose the tokens are, and stores what was granted', async () => {
  const stage = createStage();
  const { status, name, outcome, teamId, body } = await stage.end(await stage.begin());
  expect({ status, name, outcome, teamId }).toEqual({
    status: 200,
    name: 'oauth redirect',
    outcome: 'ok',
    teamId: 'T9TK3CUKW',
  });
  expect(stage.calls).toEqual([
    {
      method: 'oauth.v2.access',
      args: {
        client_id: '4724469134.4644010092847',
        client_secret: 'the-client-secret',
        code: CODE,
        redirect_uri: REDIRECT,
      },
    },
    { method: 'auth.test', token: 'xoxb-1-granted', args: {}, signal: expect.any(AbortSignal) },
  ]);
  expect(stage.grants).toMatchObject([
    {
      team_id: 'T9TK3CUKW',
      bot_id: 'B0KRQLJ9H',
      bot: { access_token: 'xoxb-1-granted', identity: { url: 'https://pickle.slack.com/' } },
      granted_at: stage.now(),
    },
  ]);
  expect(body).toContain('Slack Pickleball Team');
  expect(body).toContain('href="https://slack.com/app_redirect?app=A0KRD7HC3&amp;team=T9TK3CUKW"');
});

test('uses the state up before the code, and lets it be forgotten when it has expired', async () => {
  const asked: string[] = [];
  const stage = createStage({
    async useStateOnce(_id, expiresAt) {
      asked.push(`state until ${expiresAt.toISOString()}, ${stage.calls.length} calls`);
      return false;
    },
  });
  const answer = await stage.end(await stage.begin());
  expect(answer).toMatchObject({ status: 409, outcome: 'refused: oauth.used_state' });
  expect(asked).toEqual(['state until 2026-12-01T12:10:00.000Z, 0 calls']);
  expect(stage.calls).toEqual([]);
});

test('finishes an installation once', async () => {
  const stage = createStage();
  const begun = await stage.begin();
  const both = await Promise.all([stage.end(begun), stage.end(begun)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(stage.grants).toHaveLength(1);
  expect(stage.calls.filter(({ method }) => method === 'oauth.v2.access')).toHaveLength(1);
});

/** What a stranger can send. Each needs no call, stores nothing, and uses up nothing. */
test.each([
  ['no state', '', 'wrong_state', 400],
  ['an empty state', 'state=&code=x', 'wrong_state', 400],
  ['a state that is no token', 'state=x.y.z&code=x', 'wrong_state', 400],
  ['a refusal without a state', 'error=access_denied', 'wrong_state', 400],
  ['two states', 'state=a&state=b&code=x', 'bad_request', 400],
  ['two codes', 'state=a&code=a&code=b', 'bad_request', 400],
])('refuses %s', async (_what, query, code, status) => {
  const stage = createStage();
  const answer = await stage.open('redirect', { query });
  expect(answer).toMatchObject({ status, outcome: `refused: oauth.${code}`, name: 'oauth redirect' });
  expect([stage.calls, stage.grants, stage.used]).toEqual([[], [], []]);
});

test.each([0, 1, 2])('refuses a state whose part %i was changed', async (part) => {
  const stage = createStage();
  const begun = await stage.begin();
  const parts = begun.state.split('.');
  const first = parts[part]?.[5] === 'A' ? 'B' : 'A';
  parts[part] = `${parts[part]?.slice(0, 5)}${first}${parts[part]?.slice(6)}`;
  expect(await stage.end({ ...begun, state: parts.join('.') })).toMatchObject({
    outcome: 'refused: oauth.wrong_state',
  });
  expect([stage.calls, stage.grants, stage.used]).toEqual([[], [], []]);
});

test('refuses a state that another havoc signed', async () => {
  const other = createStage({ vault: createVault(readKeys(newKey(new Date()))) });
  expect(await createStage().end(await other.begin())).toMatchObject({
    outcome: 'refused: oauth.wrong_state',
  });
});

test('finishes with PKCE what began before a key was added', async () => {
  const before = createStage({ hasPkce: true });
  const begun = await before.begin();
  const after = createStage({ vault: createVault([...readKeys(newKey(new Date())), ...KEYS]) });
  expect(await after.end(begun)).toMatchObject({ status: 200 });
  await before.end(begun);
  expect(after.calls[0]?.args.code_verifier).toBe(before.calls[0]?.args.code_verifier);
  expect(before.calls[0]?.args.code_verifier).toMatch(/^[\w-]{43}$/);
});

test.each([
  ['without a cookie', () => ''],
  ['with another id in the cookie', (own: string) => own.replace(/=.*/, `=${'A'.repeat(22)}`)],
  [
    'with its id in the cookie of another state',
    (own: string) => own.replace(/.=/, (end) => (end === 'A=' ? 'B=' : 'A=')),
  ],
  ['with a cookie that a sibling domain can set', (own: string) => own.replace('__Host-', '')],
])('refuses a browser %s, which needs its own link', async (_how, change) => {
  const stage = createStage();
  const { state, cookies } = await stage.begin();
  const { status, outcome, body } = await stage.end({ state, cookies: change(cookies) });
  expect({ status, outcome }).toEqual({ status: 403, outcome: 'refused: oauth.other_browser' });
  expect(body).not.toContain('Try again');
  expect([stage.calls, stage.grants, stage.used]).toEqual([[], [], []]);
});

test('refuses a state that has expired, and offers to start again', async () => {
  const stage = createStage();
  const begun = await stage.begin();
  stage.pass(599_000);
  expect((await stage.end(begun)).status).toBe(200);
  stage.pass(1_000);
  const { status, outcome, body } = await stage.end(begun);
  expect({ status, outcome }).toEqual({ status: 400, outcome: 'refused: oauth.expired_state' });
  expect(body).toContain('href="https://slack.example.com/slack/install"');
});

test('offers no new start without the context that an expired state had', async () => {
  const stage = createStage();
  const { url } = await stage.createLink({ context: '1', lifetimeMs: 3_600_000 });
  const begun = await stage.begin({ query: new URL(url).search.slice(1) });
  stage.pass(600_000);
  const { outcome, body } = await stage.end(begun);
  expect(outcome).toBe('refused: oauth.expired_state');
  expect(body).not.toContain('Try again');
});

test('says that a person did not allow the app, and lets the same page be used again', async () => {
  const stage = createStage();
  const begun = await stage.begin();
  const answer = await stage.end(begun, 'error=access_denied');
  expect(answer).toMatchObject({ status: 403, outcome: 'denied' });
  expect(answer.body).toContain('You did not allow the app');
  expect(answer.body).toContain('Try again');
  expect([stage.calls, stage.grants, stage.used]).toEqual([[], [], []]);
  expect(await stage.end(begun)).toMatchObject({ status: 200 });
});

test('a further attempt keeps the context and the team, and ends with the link', async () => {
  const stage = createStage();
  const { url } = await stage.createLink({ context: '{"a":1}', team_id: 'T1', lifetimeMs: 60_000 });
  const denied = await stage.end(
    await stage.begin({ query: new URL(url).search.slice(1) }),
    'error=access_denied',
  );
  const retry = denied.body.match(/href="([^"]+)"/)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const query = new URL(retry).search.slice(1);
  const begun = await stage.begin({ query });
  expect(begun.url.searchParams.get('team')).toBe('T1');
  await stage.end(begun);
  expect(stage.grants).toMatchObject([{ context: '{"a":1}' }]);
  stage.pass(60_000);
  expect(await stage.open('install', { query })).toMatchObject({ status: 410 });
});

test.each(['', 'code='])('refuses a redirect without a code: %j', async (more) => {
  const stage = createStage();
  expect(await stage.end(await stage.begin(), more)).toMatchObject({
    status: 400,
    outcome: 'refused: oauth.missing_code',
  });
  expect(stage.used).toEqual([]);
});

test.each([
  ['invalid_code', 400, 'refused: oauth.invalid_code'],
  ['code_already_used', 409, 'refused: oauth.used_code'],
  ['bad_redirect_uri', 500, 'oauth.bad_redirect_uri'],
  ['bad_client_secret', 500, 'oauth.bad_client_secret'],
  ['invalid_client_id', 500, 'oauth.invalid_client_id'],
  ['cannot_install_an_org_installed_app', 409, 'refused: oauth.org_installed'],
  ['fatal_error', 503, 'oauth.slack_away'],
  ['an_error_of_tomorrow', 502, 'oauth.refused'],
])('has a page for the refusal %s', async (error, status, outcome) => {
  const stage = createStage({}, { 'oauth.v2.access': { ok: false, error } });
  const answer = await stage.end(await stage.begin());
  expect(answer).toMatchObject({ status, outcome });
  expect(answer.body).toContain(`<code>${error}</code>`);
  expect(answer.body).toContain('Try again');
  expect(stage.grants).toEqual([]);
});

test.each([
  ['invalid_scope', 500, 'refused: oauth.invalid_scope'],
  ['invalid_team_for_non_distributed_app', 403, 'refused: oauth.not_distributed'],
  ['fatal_error', 503, 'refused: oauth.slack_away'],
  ['<b>', 502, 'refused: oauth.refused'],
])('has a page for the error %s that Slack sends the browser back with', async (error, status, outcome) => {
  const stage = createStage();
  const answer = await stage.end(await stage.begin(), `error=${encodeURIComponent(error)}`);
  expect(answer).toMatchObject({ status, outcome });
  expect(answer.body).not.toContain('<b>');
  expect([stage.calls, stage.used]).toEqual([[], []]);
});

const away = async (): Promise<SlackAnswer> => {
  throw new HavocError({ kind: 'unavailable', code: 'slack.unreachable', message: 'Slack is not there.' });
};

test('offers to try again while Slack is away', async () => {
  const stage = createStage({}, { 'oauth.v2.access': away });
  const answer = await stage.end(await stage.begin());
  expect(answer).toMatchObject({ status: 503, outcome: 'oauth.slack_away' });
  expect(answer.body).toContain('Try again');
  expect(stage.grants).toEqual([]);
});

test('says when Slack takes more, if it is limited', async () => {
  const stage = createStage({}, { 'oauth.v2.access': async () => rateLimited(29_500) });
  const { status, outcome, headers } = await stage.end(await stage.begin());
  expect({ status, outcome }).toEqual({ status: 503, outcome: 'oauth.slack_busy' });
  expect(headers['retry-after']).toBe('30');
});

test('stores nothing of another app than its own', async () => {
  const stage = createStage({ expectedAppId: () => 'A111' });
  expect(await stage.end(await stage.begin())).toMatchObject({ status: 500, outcome: 'oauth.other_app' });
  expect(stage.grants).toEqual([]);
  expect(stage.calls).toHaveLength(1);
  const own = createStage({ expectedAppId: () => GRANTED.app_id });
  expect(await own.end(await own.begin())).toMatchObject({ status: 200 });
});

test.each([{ team: null }, { access_token: undefined, authed_user: { id: 'U1' } }, { team: { id: '' } }])(
  'stores nothing of an answer that grants nothing: %j',
  async (change) => {
    const stage = createStage({}, { 'oauth.v2.access': { ...GRANTED, ...change } });
    expect(await stage.end(await stage.begin())).toMatchObject({ status: 502, outcome: 'oauth.bad_answer' });
    expect(stage.grants).toEqual([]);
  },
);

test.each([
  ['cannot use up the state', 'useStateOnce'],
  ['cannot store the grant', 'install'],
])('says so if the database %s, and offers to try again', async (_what, seam) => {
  const stage = createStage({
    async [seam]() {
      throw new Error('the database is away');
    },
  });
  const answer = await stage.end(await stage.begin());
  expect(answer).toMatchObject({ status: 503, outcome: 'oauth.not_stored' });
  expect(answer.body).toContain('Try again');
  expect(answer.body).not.toContain('database is away');
  expect(stage.logged()).toContain('database is away');
});

test.each([[{ ok: false, error: 'fatal_error' }], [away]])(
  'installs without knowing whose the token is: %j',
  async (answer) => {
    const stage = createStage({}, { 'auth.test': answer });
    expect(await stage.end(await stage.begin())).toMatchObject({ status: 200 });
    expect(stage.grants).toMatchObject([{ bot: { access_token: 'xoxb-1-granted' } }]);
    expect(stage.grants[0]?.bot).not.toHaveProperty('identity');
    expect(stage.grants[0]).not.toHaveProperty('bot_id');
  },
);

test('asks about the token of the bot and of the person', async () => {
  const authed_user = { id: 'U1234', scope: 'search:read', access_token: 'xoxp-1-granted' };
  const stage = createStage({}, { 'oauth.v2.access': { ...GRANTED, authed_user } });
  await stage.end(await stage.begin());
  expect(stage.calls.map(({ token }) => token)).toEqual([undefined, 'xoxb-1-granted', 'xoxp-1-granted']);
  expect(stage.grants).toMatchObject([{ users: [{ user_id: 'U1234', identity: { ok: true } }] }]);
});

test('records few of the requests that anyone can send', async () => {
  const stage = createStage();
  const begun = await stage.begin();
  const outcomes: (string | undefined)[] = [];
  for (let count = 0; count < 100; count++) {
    outcomes.push((await stage.open('install')).outcome);
    outcomes.push((await stage.end(begun, 'error=access_denied')).outcome);
  }
  expect(outcomes.filter((outcome) => outcome !== undefined)).toHaveLength(59);
  stage.pass(2_000);
  expect((await stage.open('install')).outcome).toBe('ok');
});

test('logs no token, secret, code or state', async () => {
  const stage = createStage({}, { 'auth.test': away });
  const begun = await stage.begin();
  await stage.end(begun);
  expect(stage.logged()).toContain('did not identify a new token');
  expect(stage.logged()).not.toMatch(/xoxb-|client-secret|a-code-of-slack/);
  expect(stage.logged()).not.toContain(begun.state);
});
