import { until } from '../support/until.js';
import { place, said, setUp, task } from './chat-stage.js';

test('a little text waits for more text, until the timer fires', async () => {
  const { stream, calls, running } = setUp({}, { start: { channel: 'C1', markdown_text: 'H' } });
  await stream.append({ markdown_text: 'el' });
  await stream.append({ markdown_text: 'lo' });
  expect(calls).toEqual([]);
  expect(running()).toMatchObject([{ ms: 700 }]);
  running()[0]?.run();
  await stream.append({});
  expect(calls).toEqual([['chat.startStream', { channel: 'C1', chunks: [said('Hello')] }]]);
  expect(running()).toEqual([]);
});

test('enough text is sent at once, and leaves no timer', async () => {
  const { stream, calls, running } = setUp({}, { bufferSize: 4 });
  await stream.append({ markdown_text: 'abc' });
  await stream.append({ markdown_text: 'd' });
  await stream.append({ markdown_text: 'efgh' });
  expect(calls).toEqual([
    ['chat.startStream', { channel: 'C1', chunks: [said('abcd')] }],
    ['chat.appendStream', { ...place, chunks: [said('efgh')] }],
  ]);
  expect(running()).toEqual([]);
  await stream.append({ markdown_text: 'i' });
  expect(running()).toHaveLength(1);
});

test('by default, text is sent after 256 characters or 1 s', async () => {
  const { stream, calls, running } = setUp({}, { flushMs: undefined });
  await stream.append({ markdown_text: 'x'.repeat(255) });
  expect(calls).toEqual([]);
  expect(running()).toMatchObject([{ ms: 1_000 }]);
  await stream.append({ markdown_text: 'y' });
  expect(calls).toHaveLength(1);
});

test('with a buffer size of 0, any text is sent at once', async () => {
  const { stream, names } = setUp({}, { bufferSize: 0 });
  await stream.append({ blocks: [] });
  expect(names()).toEqual([]);
  await stream.append({ markdown_text: 'x' });
  expect(names()).toEqual(['startStream']);
});

test('uses the machine’s timer by default', async () => {
  const { stream, names } = setUp({}, { flushMs: 1, startTimer: undefined });
  await stream.append({ markdown_text: 'a' });
  await until(() => names().length > 0);
  await stream.stop();
  expect(names()).toEqual(['startStream', 'stopStream']);
});

test('makes a call only after the previous call is answered', async () => {
  let answer = () => {};
  const { stream, calls } = setUp(
    {},
    {
      bufferSize: 1,
      async call(method, args) {
        calls.push([method, args]);
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return { ok: true, status: 200, body: { ok: true, ts: '1.2' } };
      },
    },
  );
  const all = [stream.append({ markdown_text: 'a' }), stream.append({ markdown_text: 'b' }), stream.stop()];
  for (let count = 1; count <= all.length; count++) {
    await until(() => calls.length === count);
    await new Promise(setImmediate);
    expect(calls).toHaveLength(count);
    answer();
  }
  await Promise.all(all);
  expect(calls.map(([, { chunks }]) => chunks)).toEqual([[said('a')], [said('b')], undefined]);
});

test('rejects if chat.startStream is answered without a ts', async () => {
  const { stream } = setUp(
    {},
    {
      bufferSize: 1,
      call: async () => ({ ok: true, status: 200, body: { ok: true } }),
    },
  );
  await expect(stream.append({ markdown_text: 'a' })).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'chat_stream.no_ts',
  });
});

test('sends nothing after the end', async () => {
  const { stream, names, running } = setUp({}, { bufferSize: 2 });
  await stream.stop();
  await stream.append({ markdown_text: 'late' });
  await stream.append({ markdown_text: 'x' });
  for (const { run } of running()) run();
  await stream.append({});
  expect(names()).toEqual(['startStream', 'stopStream']);
});

test('never holds back more text than Slack accepts in one call', async () => {
  const { stream, calls } = setUp({}, { bufferSize: 4_000_000 });
  await stream.append({ markdown_text: 'x'.repeat(12_000) });
  expect(calls).toHaveLength(1);
});

test('sends text and chunks in the order in which they came', async () => {
  const start = { channel: 'C1', markdown_text: 'a', chunks: [task('1')] };
  const { stream, calls } = setUp({}, { start });
  await stream.append({ markdown_text: 'b', chunks: [task('2')] });
  await stream.append({ markdown_text: 'c' });
  await stream.stop({ markdown_text: 'd', chunks: [task('3')], blocks: [] });
  expect(calls).toEqual([
    ['chat.startStream', { channel: 'C1', chunks: [said('a'), task('1')] }],
    ['chat.appendStream', { ...place, chunks: [said('b'), task('2')] }],
    ['chat.stopStream', { ...place, chunks: [said('cd'), task('3')], blocks: [] }],
  ]);
});

test('sends other arguments with the text they came with, but never another channel or ts', async () => {
  const { stream, calls } = setUp({}, { bufferSize: 2 });
  await stream.append({ markdown_text: 'a', one: 1, channel: 'C2', ts: '9.9' });
  await stream.append({ markdown_text: `b${'x'.repeat(12_000)}`, two: null });
  await stream.append({ three: 3 });
  await stream.stop({ four: 4 });
  expect(calls.map(([method, { chunks, ...others }]) => [method, others])).toEqual([
    ['chat.startStream', { channel: 'C1' }],
    ['chat.appendStream', { ...place, one: 1, two: null }],
    ['chat.stopStream', { ...place, three: 3, four: 4 }],
  ]);
});

test('starts and stops a message without any text', async () => {
  const { stream, calls } = setUp();
  expect(await stream.stop()).toEqual({
    ...place,
    stopped: expect.objectContaining({ ok: true, status: 200 }),
  });
  expect(calls).toEqual([
    ['chat.startStream', { channel: 'C1' }],
    ['chat.stopStream', place],
  ]);
});

test('rejects later calls after a send by the timer has failed', async () => {
  const { stream, running, names } = setUp({ 'chat.startStream': ['channel_not_found'] });
  await stream.append({ markdown_text: 'a' });
  running()[0]?.run();
  const refusal = { name: 'SlackRefusal', answer: { error: 'channel_not_found' } };
  await expect(stream.failure).rejects.toMatchObject(refusal);
  await expect(stream.append({ markdown_text: 'x'.repeat(300) })).rejects.toMatchObject(refusal);
  await expect(stream.stop()).rejects.toMatchObject(refusal);
  await stream.abandon();
  expect(names()).toEqual(['startStream']);
});

test('rejects later calls if the initial chunks fail, without an unhandled rejection', async () => {
  const start = { channel: 'C1', chunks: [task('1')] };
  const { stream, names } = setUp({ 'chat.startStream': ['channel_not_found'] }, { start });
  await until(() => names().length === 1);
  await new Promise(setImmediate);
  await expect(stream.append({})).rejects.toMatchObject({ name: 'SlackRefusal' });
  await expect(stream.failure).rejects.toMatchObject({ name: 'SlackRefusal' });
});

describe('an abandoned message', () => {
  test('is ended with the gathered text', async () => {
    const { stream, calls, running } = setUp({}, { bufferSize: 2 });
    await stream.append({ markdown_text: 'ab' });
    await stream.append({ markdown_text: 'c' });
    await stream.abandon();
    expect(calls.at(-1)).toEqual(['chat.stopStream', { ...place, chunks: [said('c')] }]);
    expect(running()).toEqual([]);
  });

  test.each([
    ['the last text', {}, { 'chat.stopStream': ['msg_too_long'] }, { markdown_text: 'c' }],
    ['its last blocks', { blocks: [{}] }, { 'chat.stopStream': ['invalid_blocks'] }, {}],
    ['a piece', {}, { 'chat.appendStream': ['rate_limited'] }, { markdown_text: 'x'.repeat(13_000) }],
  ])('is ended even if Slack refused %s', async (_, args, refusals, more) => {
    const { stream, calls } = setUp(refusals, { bufferSize: 2 });
    await stream.append({ markdown_text: 'ab' });
    await expect(stream.stop({ ...args, ...more })).rejects.toMatchObject({ name: 'SlackRefusal' });
    await stream.abandon();
    expect(calls.at(-1)).toEqual(['chat.stopStream', place]);
  });

  test('is ended even if Slack refuses the gathered text', async () => {
    const { stream, calls } = setUp({ 'chat.stopStream': ['msg_too_long'] }, { bufferSize: 2 });
    await stream.append({ markdown_text: 'ab' });
    await stream.append({ markdown_text: 'c' });
    await stream.abandon();
    expect(calls.slice(1)).toEqual([
      ['chat.stopStream', { ...place, chunks: [said('c')] }],
      ['chat.stopStream', place],
    ]);
  });

  test('makes abandon() reject if Slack refuses to end it', async () => {
    const { stream } = setUp({ 'chat.stopStream': ['first', 'second'] }, { bufferSize: 1 });
    await stream.append({ markdown_text: 'a' });
    await expect(stream.abandon()).rejects.toMatchObject({ answer: { error: 'second' } });
  });

  test('causes no call if it was ended or never begun', async () => {
    const { stream, names, running } = setUp();
    await stream.append({ markdown_text: 'a' });
    await stream.abandon();
    expect(names()).toEqual([]);
    expect(running()).toEqual([]);
    await stream.stop();
    await stream.abandon();
    expect(names()).toEqual(['startStream', 'stopStream']);
  });
});
