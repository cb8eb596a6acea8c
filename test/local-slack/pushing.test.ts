import type { LocalSlackOptions } from '../../src/local-slack/index.js';
import { SLACK_RETRY_DELAYS_MS } from '../../src/local-slack/options.js';
import { collectGarbage } from '../support/collect-garbage.js';
import { until } from '../support/until.js';
import { startReceiver } from './support/receiver.js';
import { answering, type Stage, startPushedStage } from './support/stage.js';

let stage: Stage;
let local: Stage['local'];

beforeEach(() => open());
afterEach(() => stage.close());

async function open(options: LocalSlackOptions = {}): Promise<void> {
  stage = await startPushedStage(options);
  local = stage.local;
}

describe('an event that the app does not accept', () => {
  test('is sent four times, with the number and reason of each retry', async () => {
    stage.answer = answering(500);
    await local.as('ana').post('#general', 'hi');
    const push = await local.waitForPush({ outcome: 'failed' });
    expect(push.attempts.map(({ status, failure }) => [status, failure])).toEqual(
      Array(4).fill([500, 'http_error']),
    );
    expect(
      stage.app.received.map(({ headers }) => [
        headers['x-slack-retry-num'],
        headers['x-slack-retry-reason'],
      ]),
    ).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
    expect(new Set(stage.app.received.map(({ rawBody }) => rawBody)).size).toBe(1);
  });

  test('is delivered when the app recovers', async () => {
    let tries = 0;
    stage.answer = (request, response) => {
      tries += 1;
      answering(tries < 3 ? 503 : 200)(request, response);
    };
    await local.as('ana').post('#general', 'hi');
    expect((await local.waitForPush({ outcome: 'delivered' })).attempts).toHaveLength(3);
  });

  test('is not retried if the app refuses retries', async () => {
    stage.answer = answering(500, '', { 'x-slack-no-retry': '1' });
    await local.as('ana').post('#general', 'hi');
    expect((await local.waitForPush({ outcome: 'failed' })).attempts).toHaveLength(1);
  });

  test.each<[string, Stage['answer']]>([
    ['the app sends no answer', () => undefined],
    ['the app sends half an answer', (_request, response) => void response.writeHead(200).write('half')],
  ])('times out if %s', async (_case, answer) => {
    await stage.close();
    await open({ answerWithinMs: 100 });
    stage.answer = answer;
    await local.as('ana').post('#general', 'hi');
    await until(() => stage.app.received.length > 0);
    await collectGarbage();
    const { attempts } = await local.waitForPush({ outcome: 'failed' });
    expect(attempts[1]).toMatchObject({ retryNum: 1, retryReason: 'http_timeout', failure: 'http_timeout' });
  });

  test('fails to connect if the app does not listen', async () => {
    await stage.app.close();
    await local.as('ana').post('#general', 'hi');
    const { attempts } = await local.waitForPush({ outcome: 'failed' });
    expect(attempts[0]).toMatchObject({ failure: 'connection_failed' });
  });

  test('does not delay the closing of the local Slack', async () => {
    await stage.close();
    await open({ retryDelaysMs: SLACK_RETRY_DELAYS_MS });
    stage.answer = answering(500);
    await local.as('ana').post('#general', 'hi');
    await local.waitForPush((one) => one.attempts.length === 2);
    await local.close();
    expect(local.pushes()[0]).toMatchObject({ outcome: 'failed' });
  });
});

describe('a request URL', () => {
  test('is verified with a challenge', async () => {
    stage.answer = (request, response) => response.end(String(request.body.challenge));
    await local.configure({ requestUrl: stage.app.url });
    expect(stage.app.received[0]?.body).toMatchObject({
      type: 'url_verification',
      challenge: expect.any(String),
    });
    stage.answer = (request, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ challenge: request.body.challenge }));
    await local.configure({ requestUrl: stage.app.url });
    expect(local.pushes({ kind: 'url_verification' })).toMatchObject([
      { outcome: 'delivered' },
      { outcome: 'delivered' },
    ]);
  });

  test('is not changed if the app does not answer with the challenge', async () => {
    const other = await startReceiver(local.signingSecret, answering(200));
    await expect(local.configure({ requestUrl: other.url })).rejects.toMatchObject({
      code: 'local_slack.url_not_verified',
      message: expect.stringContaining(other.url),
    });
    await other.close();
    await local.as('ana').post('#general', 'hi');
    expect((await local.waitForPush({ kind: 'event' })).url).toBe(stage.app.url);
  });

  test('can be different for each kind of push', async () => {
    const requestUrl = { all: stage.app.url, commands: stage.app.url.replace('events', 'commands') };
    await local.configure({ requestUrl, verify: false });
    await local.as('ana').command('/poll', 'x');
    await local.as('ana').shortcut('go');
    expect(local.pushes().map(({ name, url }) => [name, url])).toEqual([
      ['/poll', requestUrl.commands],
      ['shortcut', stage.app.url],
    ]);
  });

  test('can be absent', async () => {
    await local.configure({ requestUrl: {} });
    await local.as('ana').post('#general', 'hi');
    expect(local.pushes()).toMatchObject([{ outcome: 'nowhere', attempts: [] }]);
    expect(await local.as('ana').command('/poll')).toMatchObject({
      ok: false,
      error: 'app_missing_action_url',
    });
  });
});
