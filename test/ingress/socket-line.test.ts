import { once } from 'node:events';
import type { LineTiming } from '../../src/ingress/socket/line.js';
import { until } from '../support/until.js';
import { startSocketSlack } from './socket-slack.js';
import { APP_TOKEN, type LineStage, setUpLines } from './socket-stage.js';

const { start, startUp, stage } = setUpLines();

/** Starts a line whose envelopes are committed when the test calls `commit`, and answered with `answer`. */
async function startUncommitted(answer = Buffer.alloc(0)): Promise<LineStage & { commit: () => void }> {
  let commit = () => {};
  const committing = new Promise<void>((resolve) => {
    commit = resolve;
  });
  const started = await startUp({
    accept: async () => {
      await committing;
      return { answer, envelopeId: '1', outcome: 'ok' };
    },
  });
  return { ...started, commit };
}

const event = (envelope_id: string, more = {}) => ({
  type: 'events_api',
  envelope_id,
  accepts_response_payload: false,
  retry_attempt: 0,
  retry_reason: '',
  payload: {
    type: 'event_callback',
    api_app_id: 'A1',
    event_id: `Ev${envelope_id}`,
    event: { type: 'app_mention' },
  },
  ...more,
});

test('asks with the app-level token, connects, and is up after the hello', async () => {
  const { slack, line, log } = await start();
  await until(() => line.isUp());
  expect(slack.asked).toEqual([`Bearer ${APP_TOKEN}`]);
  expect(line.problem()).toBeUndefined();
  expect(log()).not.toMatch(/xapp|ticket=/);
});

test('acknowledges a committed envelope with its id', async () => {
  const { slack, taken } = await startUp();
  expect(await slack.push(event('1'))).toEqual({ envelope_id: '1' });
  expect(taken).toMatchObject([{ kind: 'event', name: 'app_mention', dedupeKey: 'event:A1:Ev1' }]);
});

test.each([
  ['warning', { type: 'disconnect', reason: 'warning', debug_info: {} }],
  ['refresh_requested', { type: 'disconnect', reason: 'refresh_requested' }],
])('opens the next connection before it closes one that Slack will end: %s', async (_, message) => {
  const { slack, line } = await startUp();
  const first = slack.newest();
  slack.say(JSON.stringify(message));
  await until(() => !slack.sockets.has(first));
  expect(slack.most()).toBe(2);
  expect(line.isUp()).toBe(true);
  expect(await slack.push(event('2'))).toEqual({ envelope_id: '2' });
});

test('accepts envelopes on a connection after Slack’s warning, until Slack asks to refresh it', async () => {
  const { slack } = await startUp({ timing: { lingerMs: 60_000 } });
  const first = slack.newest();
  first.send('{"type":"disconnect","reason":"warning"}');
  await until(() => slack.newest() !== first);
  for (const envelope_id of ['9', '10', '11']) {
    first.send(JSON.stringify(event(envelope_id)));
    await until(() => slack.find(envelope_id) !== undefined);
  }
  expect(slack.sockets.size).toBe(2);
  first.send('{"type":"disconnect","reason":"refresh_requested"}');
  await until(() => slack.sockets.size === 1);
  expect(slack.asked).toHaveLength(2);
});

test('with ten connections open, one serves after Slack’s warning until Slack asks to refresh it', async () => {
  const { slack, line } = await startUp({ timing: { lingerMs: 60_000 }, takeSpare: async () => undefined });
  const first = slack.newest();
  slack.say('{"type":"disconnect","reason":"warning"}');
  expect(await slack.push(event('12'))).toEqual({ envelope_id: '12' });
  expect(line.isUp()).toBe(true);
  slack.say('{"type":"disconnect","reason":"refresh_requested"}');
  await until(() => slack.asked.length === 2 && slack.sockets.size === 1 && line.isUp());
  expect(slack.newest()).not.toBe(first);
  expect(slack.most()).toBe(1);
});

test('does not linger when it is stopped', async () => {
  const { slack, line } = await startUp({ timing: { lingerMs: 60_000 } });
  slack.say('{"type":"disconnect","reason":"warning"}');
  await until(() => slack.sockets.size === 2);
  await line.stop();
  await until(() => slack.sockets.size === 0);
});

test('keeps a connection until its envelopes are acknowledged', async () => {
  const { slack, commit } = await startUncommitted(Buffer.from('{"text":"hi"}'));
  const acknowledged = slack.push({ ...event('3'), accepts_response_payload: true });
  await until(() => stage().taken.length === 1);
  slack.say('{"type":"disconnect","reason":"warning"}');
  await until(() => slack.asked.length === 2 && slack.sockets.size === 2);
  commit();
  expect(await acknowledged).toEqual({ envelope_id: '3', payload: { text: 'hi' } });
  await until(() => slack.sockets.size === 1);
});

test('replaces an old connection', async () => {
  const { slack, line } = await startUp({ timing: { oldestMs: 100 } });
  await until(() => slack.asked.length >= 3);
  expect(line.isUp()).toBe(true);
  expect(slack.most()).toBe(2);
});

test('replaces a connection that Slack keeps longer than it announced', async () => {
  const slack = await startSocketSlack();
  slack.greeting = JSON.stringify({ type: 'hello', debug_info: { approximate_connection_time: 0.2 } });
  await startUp({ slack });
  await until(() => slack.asked.length >= 3);
  expect(stage().line.isUp()).toBe(true);
});

test('with ten connections open, closes the old one before it opens the next one', async () => {
  const { slack } = await startUp({ takeSpare: async () => undefined });
  slack.say('{"type":"disconnect","reason":"refresh_requested"}');
  await until(() => slack.asked.length === 2 && stage().line.isUp());
  expect(slack.most()).toBe(1);
});

test.each<[string, 'close' | 'terminate' | 'pause', Partial<LineTiming>]>([
  ['closes', 'close', {}],
  ['breaks off', 'terminate', {}],
  ['goes silent', 'pause', { pongMs: 200 }],
])('reconnects at once when Slack %s', async (_, act, timing) => {
  const { slack } = await startUp({ timing });
  const [first] = slack.sockets;
  first?.[act]();
  await until(() => slack.asked.length === 2 && stage().line.isUp());
  expect(slack.newest()).not.toBe(first);
  expect(await slack.push(event('4'))).toEqual({ envelope_id: '4' });
  first?.terminate();
});

test('replaces a connection that answers pings but gets nothing from Slack', async () => {
  const { slack, line } = await startUp({ timing: { silenceMs: 200 } });
  await until(() => slack.asked.length >= 2 && line.isUp());
  expect(stage().log()).toContain('Slack has sent nothing for too long');
});

test("keeps a connection as long as Slack's pings arrive", async () => {
  const silenceMs = 1_000;
  const { slack } = await startUp({ timing: { silenceMs } });
  const socket = slack.newest();
  const untilMs = performance.now() + 2 * silenceMs;
  await until(async () => {
    await slack.roundTrip(socket);
    return performance.now() > untilMs;
  });
  expect(slack.asked).toHaveLength(1);
});

test.each([
  ['a text that is not JSON', 'hello?', 'body.json'],
  ['null', 'null', 'body.json'],
  ['a list', '[]', 'body.json'],
  ['an empty text', '', 'body.json'],
  ['a message without a type', '{"envelope_id":"1","payload":{}}', 'socket.malformed'],
  ['an envelope without an id', '{"type":"events_api","payload":{"secret":1}}', 'socket.malformed'],
  ['an event without an event', '{"type":"events_api","envelope_id":"1"}', 'socket.malformed'],
  ['a payload that is a text', '{"type":"interactive","envelope_id":"1","payload":"{}"}', 'socket.malformed'],
  [
    'a message that is too large',
    JSON.stringify(event('1', { more: 'x'.repeat(100_000) })),
    'body.too_large',
  ],
])('does not acknowledge %s, records it without its body, and continues', async (_, text, code) => {
  const { slack, records, log } = await startUp();
  slack.say(text);
  slack.newest().send(Buffer.from([1, 2, 3]), { binary: true });
  expect(await slack.push(event('5'))).toEqual({ envelope_id: '5' });
  expect(slack.acknowledged).toHaveLength(1);
  expect(records).toMatchObject([
    { direction: 'in', name: 'unreadable', outcome: `refused: ${code}` },
    { name: 'unreadable', outcome: 'refused: body.json' },
    { outcome: 'ok' },
  ]);
  expect(records[0]).not.toHaveProperty('request');
  expect(log()).not.toContain('secret');
});

test('acknowledges an envelope over the next connection if its own is gone', async () => {
  const { slack, commit } = await startUncommitted();
  const acknowledged = slack.push(event('6'));
  await until(() => stage().taken.length === 1);
  slack.newest().terminate();
  await until(() => slack.asked.length === 2 && stage().line.isUp());
  commit();
  expect(await acknowledged).toEqual({ envelope_id: '6' });
});

test('repeats an acknowledgement over the next connection if the previous one may have lost it', async () => {
  const { slack, commit } = await startUncommitted();
  const acknowledged = slack.push(event('12'));
  await until(() => stage().taken.length === 1);
  // The connection is cut, and havoc does not know it yet.
  slack.newest().terminate();
  commit();
  expect(await acknowledged).toEqual({ envelope_id: '12' });
  expect(slack.asked).toHaveLength(2);
});

test('does not repeat the acknowledgements of a connection that it closed itself', async () => {
  const { slack } = await startUp();
  const first = slack.newest();
  await slack.push(event('13'));
  slack.say(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
  await until(() => slack.sockets.size === 1 && !slack.sockets.has(first));
  await slack.push(event('14'));
  expect(slack.acknowledged).toEqual([{ envelope_id: '13' }, { envelope_id: '14' }]);
});

test('stop() acknowledges accepted envelopes, accepts no more, and closes all connections', async () => {
  const { slack, line, taken, commit } = await startUncommitted();
  const socket = slack.newest();
  const acknowledged = slack.push(event('7'));
  await until(() => taken.length === 1);
  const stopped = line.stop();
  const heard = once(socket, 'pong');
  socket.send(JSON.stringify(event('8')));
  socket.ping();
  await heard;
  commit();
  expect(await acknowledged).toEqual({ envelope_id: '7' });
  await stopped;
  expect(slack.acknowledged).toEqual([{ envelope_id: '7' }]);
  await until(() => slack.sockets.size === 0);
});

test.each(['asks for an address', 'waits for the hello', 'waits to try again'])(
  'stops while it %s',
  async (when) => {
    const slack = await startSocketSlack();
    slack.greeting = undefined;
    if (when === 'waits to try again') slack.answers.push({ body: { ok: false, error: 'invalid_auth' } });
    const { line } = await start({ slack, timing: { helloMs: 60_000 } });
    if (when !== 'asks for an address') await until(() => slack.asked.length === 1);
    if (when === 'waits for the hello') await until(() => slack.sockets.size === 1);
    // This is long before the time limit for the hello or the next try, which are a minute away.
    await line.stop();
    await until(() => slack.sockets.size === 0);
  },
);
