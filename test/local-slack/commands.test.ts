import type { LocalSlackOptions } from '../../src/local-slack/index.js';
import { answering, type Stage, startPushedStage } from './support/stage.js';

let stage: Stage;
let local: Stage['local'];

beforeEach(() => open());
afterEach(() => stage.close());

async function open(options: LocalSlackOptions = {}): Promise<void> {
  stage = await startPushedStage(options);
  local = stage.local;
}

describe('a command', () => {
  test('is sent as a form', async () => {
    await local.as('ana').command('/poll', '"Lunch?" pizza & sushi', '#random');
    expect(stage.app.received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(stage.app.received[0]?.body).toEqual({
      token: 'local-verification-token',
      team_id: local.team.id,
      team_domain: 'lighthouse',
      channel_id: local.channel('random').id,
      channel_name: 'random',
      user_id: local.user('ana').id,
      user_name: 'ana',
      command: '/poll',
      text: '"Lunch?" pizza & sushi',
      api_app_id: local.appId,
      is_enterprise_install: 'false',
      response_url: expect.stringMatching(/\/commands\//),
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]+$/),
    });
  });

  test.each([
    ['text', 'text/plain', 'only you', 'ephemeral'],
    ['JSON', 'application/json', '{"text":"only you"}', 'ephemeral'],
    ['JSON for everyone', 'application/json', '{"text":"all","response_type":"in_channel"}', 'in_channel'],
  ])('can be answered with %s', async (_what, type, body, response_type) => {
    stage.answer = answering(200, body, { 'content-type': type });
    await local.as('ana').command('/poll');
    const shown = { ephemeral: local.ephemerals('ana'), in_channel: local.messages('#general') }[
      response_type
    ];
    expect(shown).toMatchObject([{ bot_id: local.botId, text: expect.stringMatching(/only you|all/) }]);
  });

  test('shows an error when no answer comes in time, and is not retried', async () => {
    await stage.close();
    await open({ answerWithinMs: 100 });
    stage.answer = () => undefined;
    expect(await local.as('ana').command('/poll')).toMatchObject({
      ok: false,
      error: 'operation_timeout',
      text: '/poll failed with the error "operation_timeout"',
    });
    expect(stage.app.received).toHaveLength(1);
  });

  test('must be declared if the app declares any command', async () => {
    await local.configure({ commands: ['/poll', { command: '/ask' }] });
    expect(await local.as('ana').command('/ask')).toEqual({ ok: true });
    expect(await local.as('ana').command('/other')).toMatchObject({
      ok: false,
      text: '/other is not a valid command.',
    });
    expect(stage.app.received).toHaveLength(1);
  });

  test('shows why Slack would reject the answer', async () => {
    stage.answer = answering(200, { blocks: [{ type: 'nope' }] });
    const result = await local.as('ana').command('/poll');
    expect(result).toMatchObject({ ok: false, text: expect.stringContaining('unsupported type: nope') });
    expect(local.pushes()[0]?.problem).toContain('unsupported type: nope');
  });
});
