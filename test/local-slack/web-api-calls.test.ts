import { ErrorCode } from '@slack/web-api';
import { clientOf, errorOf } from './support/clients.js';
import { setUpWebApi } from './support/web-api.js';

const api = setUpWebApi();

describe('the caller', () => {
  test('auth.test identifies a bot and a person', async () => {
    expect(await api.bot.auth.test()).toMatchObject({
      ok: true,
      user: 'havoc',
      user_id: api.local.botUserId,
      bot_id: api.local.botId,
      team_id: api.local.team.id,
    });
    expect(await api.ana.auth.test()).toMatchObject({ user: 'ana', user_id: api.local.user('ana').id });
  });

  test.each([
    ['no token', undefined, 'not_authed'],
    ['an unknown token', 'xoxb-wrong', 'invalid_auth'],
  ])('a call with %s fails with %s', async (_what, token, error) => {
    expect(await errorOf(clientOf(api.local, token).auth.test())).toBe(error);
  });

  test('a deactivated account cannot call', async () => {
    await api.local.deactivate('ana');
    expect(await errorOf(api.ana.auth.test())).toBe('account_inactive');
  });

  test('api.test needs no token, and returns its arguments', async () => {
    expect(await clientOf(api.local, undefined).apiCall('api.test', { foo: 'bar' })).toMatchObject({
      ok: true,
      args: { foo: 'bar' },
    });
    expect(await errorOf(clientOf(api.local, undefined).api.test({ error: 'my_error' }))).toBe('my_error');
  });

  test('an unknown method answers unknown_method', async () => {
    expect(await errorOf(api.bot.apiCall('chat.shout'))).toBe('unknown_method');
  });

  test('JSON bodies and bearer tokens work like forms', async () => {
    const response = await fetch(`${api.local.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.local.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: api.general, text: 'hi', blocks: [{ type: 'divider' }] }),
    });
    expect(await response.json()).toMatchObject({
      ok: true,
      message: { text: 'hi', blocks: [{ type: 'divider' }] },
    });
  });

  test('a token in the query of a GET request works too', async () => {
    const response = await fetch(`${api.local.apiUrl}auth.test?token=${api.local.botToken}`);
    expect(await response.json()).toMatchObject({ ok: true, user: 'havoc' });
  });
});

describe('an injected fault', () => {
  test('makes the given number of calls fail with the given error', async () => {
    api.local.fail('chat.postMessage', { error: 'fatal_error', times: 2 });
    expect(await errorOf(api.bot.chat.postMessage({ channel: api.general, text: 'x' }))).toBe('fatal_error');
    expect(await errorOf(api.bot.chat.postMessage({ channel: api.general, text: 'x' }))).toBe('fatal_error');
    expect(await errorOf(api.bot.chat.postMessage({ channel: api.general, text: 'x' }))).toBeUndefined();
    expect(api.local.calls('chat.postMessage').map(({ answer }) => answer.ok)).toEqual([false, false, true]);
  });

  test('answers with a rate limit and Retry-After', async () => {
    api.local.fail('users.info', { retryAfter: 7 });
    const failure = await api.bot.users.info({ user: api.local.botUserId }).catch((thrown) => thrown);
    expect(failure).toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 7 });
  });

  test.each([
    [{ status: 503 }, ErrorCode.HTTPError],
    [{ disconnect: true }, ErrorCode.RequestError],
  ])('can be %j', async (fault, code) => {
    api.local.fail('*', fault);
    expect(await api.bot.auth.test().catch((thrown) => thrown.code)).toBe(code);
  });

  test('can delay the normal answer, and can be removed early', async () => {
    api.local.fail('auth.test', { delayMs: 5 });
    expect(await api.bot.auth.test()).toMatchObject({ ok: true });
    const remove = api.local.fail('auth.test', { error: 'x', times: Number.POSITIVE_INFINITY });
    expect(await errorOf(api.bot.auth.test())).toBe('x');
    remove();
    expect(await errorOf(api.bot.auth.test())).toBeUndefined();
  });
});
