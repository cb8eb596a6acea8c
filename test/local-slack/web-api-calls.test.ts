import { ErrorCode, type WebClient } from '@slack/web-api';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { clientOf, errorOf } from './support/clients.js';

let local: LocalSlack;
let bot: WebClient;
let ana: WebClient;
let general: string;

beforeEach(async () => {
  local = await startLocalSlack();
  bot = clientOf(local, local.botToken);
  ana = clientOf(local, local.userToken('ana'));
  general = local.channel('general').id;
});
afterEach(() => local.close());

describe('who calls', () => {
  test('a bot and a person are told who they are', async () => {
    expect(await bot.auth.test()).toMatchObject({
      ok: true,
      user: 'havoc',
      user_id: local.botUserId,
      bot_id: local.botId,
      team_id: local.team.id,
    });
    expect(await ana.auth.test()).toMatchObject({ user: 'ana', user_id: local.user('ana').id });
  });

  test.each([
    ['no token', undefined, 'not_authed'],
    ['a token of nobody', 'xoxb-wrong', 'invalid_auth'],
  ])('%s: %s', async (_what, token, error) => {
    expect(await errorOf(clientOf(local, token).auth.test())).toBe(error);
  });

  test('somebody whose account is switched off is nobody', async () => {
    local.deactivate('ana');
    expect(await errorOf(ana.auth.test())).toBe('account_inactive');
  });

  test('api.test needs no token, and gives back what it got', async () => {
    expect(await clientOf(local, undefined).apiCall('api.test', { foo: 'bar' })).toMatchObject({
      ok: true,
      args: { foo: 'bar' },
    });
    expect(await errorOf(clientOf(local, undefined).api.test({ error: 'my_error' }))).toBe('my_error');
  });

  test('an unknown method says so', async () => {
    expect(await errorOf(bot.apiCall('chat.shout'))).toBe('unknown_method');
  });

  test('JSON bodies and bearer tokens work as forms do', async () => {
    const response = await fetch(`${local.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${local.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: general, text: 'hi', blocks: [{ type: 'divider' }] }),
    });
    expect(await response.json()).toMatchObject({
      ok: true,
      message: { text: 'hi', blocks: [{ type: 'divider' }] },
    });
  });

  test('a token in the query of a GET works too', async () => {
    const response = await fetch(`${local.apiUrl}auth.test?token=${local.botToken}`);
    expect(await response.json()).toMatchObject({ ok: true, user: 'havoc' });
  });
});

describe('what breaks on demand', () => {
  test("a method answers with an error of one's choice, then as ever", async () => {
    local.fail('chat.postMessage', { error: 'fatal_error', times: 2 });
    expect(await errorOf(bot.chat.postMessage({ channel: general, text: 'x' }))).toBe('fatal_error');
    expect(await errorOf(bot.chat.postMessage({ channel: general, text: 'x' }))).toBe('fatal_error');
    expect(await errorOf(bot.chat.postMessage({ channel: general, text: 'x' }))).toBeUndefined();
    expect(local.calls('chat.postMessage').map(({ answer }) => answer.ok)).toEqual([false, false, true]);
  });

  test('a rate limit says when to come back', async () => {
    local.fail('users.info', { retryAfter: 7 });
    const failure = await bot.users.info({ user: local.botUserId }).catch((thrown) => thrown);
    expect(failure).toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 7 });
  });

  test.each([
    [{ status: 503 }, ErrorCode.HTTPError],
    [{ disconnect: true }, ErrorCode.RequestError],
  ])('%j', async (fault, code) => {
    local.fail('*', fault);
    expect(await bot.auth.test().catch((thrown) => thrown.code)).toBe(code);
  });

  test('a delayed answer is as it would have been, and a fault can be called off', async () => {
    local.fail('auth.test', { delayMs: 5 });
    expect(await bot.auth.test()).toMatchObject({ ok: true });
    const callOff = local.fail('auth.test', { error: 'x', times: Number.POSITIVE_INFINITY });
    expect(await errorOf(bot.auth.test())).toBe('x');
    callOff();
    expect(await errorOf(bot.auth.test())).toBeUndefined();
  });
});
